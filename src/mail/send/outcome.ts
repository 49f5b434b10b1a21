import { messageOf } from "../../db/failures.ts";

/** What became of one attempt to send a mail. */
export type Outcome =
  | { state: "sent" }
  /** To be tried again. `isServerFault`: nothing can be sent now, to any recipient. */
  | { state: "waiting"; error: string; isServerFault: boolean }
  /** Refused for good. `isBounce`: the address is the reason. */
  | { state: "dead"; error: string; isBounce: boolean };

const ERROR_LENGTH_MAX = 500;

/**
 * Decides what a failure means. A reply of 500 to 599 to the recipient or to the message is final; the
 * same reply to the greeting, the sign-in or the sender concerns the configuration, so the mail waits.
 * A policy reply (an enhanced code of 5.7, RFC 3463) is final, but not the fault of the address.
 */
export function outcomeOf(failure: unknown): Outcome {
  const { responseCode, command, response, code } = failure as {
    responseCode?: number;
    command?: string;
    response?: string;
    code?: string;
  };
  const error = messageOf(failure).slice(0, ERROR_LENGTH_MAX);
  const concernsMail = command === "RCPT TO" || command === "DATA";
  if (concernsMail && responseCode !== undefined && responseCode >= 500) {
    return { state: "dead", error, isBounce: !/^\d{3}[ -]5\.7\./.test(response ?? "") };
  }
  const isServerFault = !concernsMail && code !== "EMESSAGE" && code !== "ABORT_ERR";
  return { state: "waiting", error, isServerFault };
}

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { until } from "../locks.ts";

/** A mail as the server has accepted it. */
export interface ReceivedMail {
  to: string;
  from: string;
  /** All of its bytes. */
  raw: string;
  parsed: ParsedMail;
}

/**
 * What the server does with a mail, by the recipient: accept it, answer with this line, end the
 * connection after accepting it and before answering, or keep the client waiting until it goes.
 */
export type Behaviour = "accept" | "drop" | "hang" | { at: "RCPT" | "DATA"; reply: string };

export interface MailServer {
  url: string;
  received: ReceivedMail[];
  /** How often a mail was offered, per recipient. */
  attempts: Map<string, number>;
  /** Waits until so many mails have arrived. */
  untilReceived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A real SMTP server on this machine. `behave` decides about each attempt; the first has the number 1. */
export async function startMailServer(
  behave: (recipient: string, attempt: number) => Behaviour = () => "accept",
  { port = 0, user }: { port?: number; user?: { name: string; password: string } } = {},
): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const attempts = new Map<string, number>();
  const decisions = new WeakMap<SMTPServerSession, Behaviour>();
  const server = new SMTPServer({
    disabledCommands: user ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    authOptional: !user,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      const isRight = username === user?.name && password === user?.password;
      if (isRight) done(null, { user: username });
      else done(new Error("Wrong password"));
    },
    onRcptTo({ address }, session, done) {
      const attempt = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, attempt);
      const behaviour = behave(address, attempt);
      decisions.set(session, behaviour);
      if (typeof behaviour === "object" && behaviour.at === "RCPT") done(replyOf(behaviour.reply));
      else done();
    },
    onData(stream, session, done) {
      // A client that ends in the middle of a mail has sent none.
      void text(stream).then(accept, () => {});
      async function accept(raw: string): Promise<void> {
        const behaviour = decisions.get(session) ?? "accept";
        if (typeof behaviour === "object") return done(replyOf(behaviour.reply));
        if (behaviour === "hang") return;
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          to: rcptTo[0]?.address ?? "",
          from: mailFrom ? mailFrom.address : "",
          raw,
          parsed: await simpleParser(raw),
        });
        if (behaviour === "accept") done();
        else endConnection(server, session);
      }
    },
  });
  server.on("error", () => {});
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const { port: actual } = server.server.address() as AddressInfo;
  const login = user ? `${user.name}:${encodeURIComponent(user.password)}@` : "";
  return {
    url: `smtp://${login}127.0.0.1:${actual}`,
    received,
    attempts,
    untilReceived: (count) => until(() => received.length >= count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { id } of server.connections) endConnection(server, { id });
      }),
  };
}

function replyOf(line: string): Error {
  return Object.assign(new Error(line.slice(4)), { responseCode: Number(line.slice(0, 3)) });
}

function endConnection({ connections }: SMTPServer, { id }: { id: string }): void {
  for (const connection of connections) if (connection.id === id) connection._socket.destroy();
}

import type { Instance } from "../instance.ts";
import { limits } from "../limits.ts";
import { countMails } from "../mail/send/queries.ts";
import { sendNextMail } from "../mail/send/send-mail.ts";
import { lanes, type MailTransport, openTransport } from "../mail/send/transport.ts";
import type { Job } from "./job.ts";

/** How long a mail that is being sent may take once the worker stops. */
const GRACE_MS = 3_000;

/** Sends the mails that are due, a few at the same time. Any number of workers may do so. */
export const sendMails: Job = {
  name: "send-mails",
  everySeconds: 1,
  async run(instance, stopping) {
    const { db, log, config, metrics } = instance;
    const transport = openTransport(config);
    if (!transport) return;
    const aborted = abortLater(stopping);
    try {
      const work = () => sendUntilNone(instance, transport, { stopping, aborted: aborted.signal });
      const results = await Promise.all(Array.from({ length: lanes }, work));
      if (results.includes("server_fault")) {
        log.warn("The mail server accepts no mail now. `slacky doctor` says why. Mails wait.");
      }
    } finally {
      aborted.clear();
      transport.close();
    }
    metrics.showMails(await countMails(db, { limit: limits.mails_counted }));
  },
};

/** While the mail server accepts nothing, one mail per run finds out whether it does again. */
async function sendUntilNone(
  instance: Instance,
  transport: MailTransport,
  { stopping, aborted }: { stopping: AbortSignal; aborted: AbortSignal },
): Promise<"server_fault" | undefined> {
  while (!stopping.aborted) {
    const state = await sendNextMail(instance, transport, aborted);
    if (state === undefined) return undefined;
    instance.metrics.countMail(state);
    if (state === "server_fault") return state;
  }
  return undefined;
}

/** A signal that is aborted some time after `stopping` is. */
function abortLater(stopping: AbortSignal): { signal: AbortSignal; clear(): void } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => later.abort(), GRACE_MS);
  };
  stopping.addEventListener("abort", start, { once: true });
  return {
    signal: later.signal,
    clear() {
      stopping.removeEventListener("abort", start);
      clearTimeout(timer);
    },
  };
}

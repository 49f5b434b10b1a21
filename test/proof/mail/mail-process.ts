import { parseConfig } from "../../../src/config.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { createInstance } from "../../../src/instance.ts";
import type { Job } from "../../../src/jobs/job.ts";
import { sendMails } from "../../../src/jobs/send-mails.ts";
import { startJobs } from "../../../src/jobs/worker.ts";
import { createLog } from "../../../src/log.ts";
import { claimMail, setResult } from "../../../src/mail/send/queries.ts";
import { openTransport } from "../../../src/mail/send/transport.ts";

// A process that sends mails and does nothing else, for no-mail-lost.ts to kill.

/** The control: it writes that a mail was sent before it sends it. */
const resultFirst: Job = {
  name: "result-first",
  everySeconds: 0.1,
  async run({ db, config }, stopping) {
    const transport = openTransport(config);
    for (;;) {
      const mail = await transaction(db, (tx) =>
        claimMail(tx, { lease_seconds: 300, account_kinds: [] }),
      );
      if (!mail || !transport) return;
      const sent = { state: "sent", error: null, delay_seconds: 0, erase_body: false } as const;
      await transaction(db, (tx) => setResult(tx, { ...sent, ...mail, state: "sent" }));
      await transport.send(mail, stopping);
    }
  },
};

// The process that started it may end without having killed it.
process.once("disconnect", () => process.exit());

const config = parseConfig(process.env);
const instance = createInstance(config, createLog(config.logLevel), { use: "jobs" });
const sendSoon: Job = { ...sendMails, everySeconds: 0.1 };
startJobs(instance, [process.argv.includes("--result-first") ? resultFirst : sendSoon]);

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../../support/api.ts";
import { environmentOf } from "../../support/command.ts";
import { givenMail, letMailsBeDue, readMails } from "../../support/mail/given-mail.ts";
import {
  type Behaviour,
  type MailServer,
  startMailServer,
} from "../../support/mail/mail-server.ts";

export interface MailLosses {
  mails: number;
  /** That are still in the queue's table; none may be deleted. */
  stored: number;
  kills: number;
  /** Refused for good, and so not to arrive. */
  dead: number;
  waiting: number;
  /** That count as sent and did not arrive. */
  lost: number;
  arrived_twice: number;
  /** That arrived under more than one Message-ID. */
  ids_changed: number;
}

const TIMEOUT_MS = 120_000;
const entry = resolve(import.meta.dirname, "mail-process.ts");

/**
 * Sends mails to a server that refuses, defers and drops some of them. A process that sends is killed with
 * SIGKILL every `n` attempts: before the server accepts a mail, or after that and before the answer.
 */
export async function proveNoMailLost({
  mails,
  kills,
  resultFirst = false,
}: {
  mails: number;
  kills: number;
  resultFirst?: boolean;
}): Promise<MailLosses> {
  let child: ChildProcess | undefined;
  let attempts = 0;
  let killed = 0;
  const server = await startMailServer((recipient, attempt): Behaviour => {
    attempts += 1;
    if (killed < kills && attempts % Math.max(1, Math.floor(mails / kills)) === 0) {
      killed += 1;
      child?.kill("SIGKILL");
      // Half of them have sent the whole mail by now.
      return killed % 2 === 0 ? "drop" : { at: "RCPT", reply: "451 4.3.0 Too late" };
    }
    return behaviourOf(Number(/\d+/.exec(recipient)), attempt);
  });
  const api = await startApi();
  try {
    for (let n = 0; n < mails; n += 1) {
      await givenMail(api, { recipient: `r${n}@example.com`, subject: `Mail ${n}` });
    }
    const deadline = Date.now() + TIMEOUT_MS;
    while ((await countWaiting(api)) > 0) {
      if (Date.now() > deadline) throw new Error("The mails were not sent in time.");
      await letMailsBeDue(api);
      child = startSender(api, server, { resultFirst });
      await untilKilledOrDone(api, child);
    }
    return { mails, kills: killed, ...(await compare(api, server)) };
  } finally {
    child?.kill("SIGKILL");
    await api.close();
    await server.close();
  }
}

/** Of ten mails one is refused, one is deferred twice, one is dropped after it was accepted, one too large once. */
function behaviourOf(n: number, attempt: number): Behaviour {
  if (n % 10 === 0) return { at: "RCPT", reply: "550 5.1.1 No such user" };
  if (n % 10 === 1 && attempt <= 2) return { at: "RCPT", reply: "451 4.7.1 Greylisted" };
  if (n % 10 === 2 && attempt === 1) return "drop";
  if (n % 10 === 3 && attempt === 1) return { at: "DATA", reply: "452 4.3.1 No space" };
  return "accept";
}

function startSender(
  api: TestApi,
  { url }: MailServer,
  { resultFirst }: { resultFirst: boolean },
): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, [entry, ...(resultFirst ? ["--result-first"] : [])], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      ...{ PATH, NODE_COMPILE_CACHE, ...environmentOf(api), LOG_LEVEL: "silent" },
      SMTP_URL: url,
      MAIL_FROM: "slacky@example.com",
      PUBLIC_URL: "https://slacky.example.com",
    },
  });
}

/** Ends the process when nothing is due any more. Then what is deferred is made due, for the next one. */
async function untilKilledOrDone(api: TestApi, child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  let isRunning = true;
  void ended.then(() => (isRunning = false));
  const deadline = Date.now() + TIMEOUT_MS;
  while (isRunning && (await countDue(api)) > 0 && Date.now() < deadline) await sleep(50);
  // For what it is sending at this moment.
  await Promise.race([ended, sleep(500)]);
  child.kill("SIGKILL");
  await ended;
}

async function countDue(api: TestApi): Promise<number> {
  const mails = await readMails(api);
  return mails.filter(({ state, waits_seconds }) => state === "waiting" && waits_seconds <= 0)
    .length;
}

async function countWaiting(api: TestApi): Promise<number> {
  return (await readMails(api)).filter(({ state }) => state === "waiting").length;
}

async function compare(api: TestApi, { received }: MailServer) {
  const stored = await readMails(api);
  const idsOf = ({ recipient }: { recipient: string }) =>
    received.filter(({ to }) => to === recipient).map(({ parsed }) => parsed.messageId);
  const arrivals = stored.map((mail) => ({ ...mail, ids: idsOf(mail) }));
  const count = (isSo: (mail: (typeof arrivals)[number]) => boolean) =>
    arrivals.filter(isSo).length;
  return {
    stored: stored.length,
    dead: count(({ state }) => state === "dead"),
    waiting: count(({ state }) => state === "waiting"),
    lost: count(({ state, ids }) => state === "sent" && ids.length === 0),
    arrived_twice: count(({ ids }) => ids.length > 1),
    ids_changed: count(({ ids }) => new Set(ids).size > 1),
  };
}

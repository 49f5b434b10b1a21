import type { Logger } from "pino";
import type { Config } from "../../src/config.ts";
import {
  type DedicatedConnection,
  inTransaction,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import type { Db } from "../../src/db/pool.ts";
import { eventConsumers } from "../../src/event-consumers.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { consumePage, findWork } from "../../src/events/consume/consume.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";
import { createInstance } from "../../src/instance.ts";
import { serve } from "../../src/serve.ts";
import { perform } from "./perform.ts";
import { planDemo } from "./plan.ts";
import {
  deleteStoredResponses,
  lockOutRelay,
  type Moment,
  moveTimes,
  readClock,
  removeMark,
  setMark,
} from "./queries.ts";
import { type At, inviteLast, setUpTeam, signOutAll } from "./set-up-team.ts";
import { emailOf, guide, password } from "./team.ts";
import { MINUTES, timeOf } from "./working-time.ts";

const noLimits: Config["rateLimits"] = {
  caller: undefined,
  anonymous: undefined,
  sender: undefined,
  auth: undefined,
  account: undefined,
};

/** The demo ends a little before now, so that nothing in it happens in the future. */
const END_BEFORE_NOW_MS = 120_000;

/**
 * Fills an empty, migrated database with two months of a team's work, and returns how to sign in.
 * The commands run now, through the API. Then their times are moved back, and only then are their
 * events relayed, so history, feed and audit log agree. If the process dies in between, the
 * database keeps a mark that `refuseUnfinished` recognizes.
 */
export async function fillDemo(
  config: Config,
  log: Logger,
): Promise<{ email: string; password: string }> {
  const end = new Date(Date.now() - END_BEFORE_NOW_MS);
  await withDedicatedConnection(config.databaseOwnerUrl ?? config.databaseUrl, async (owner) => {
    await setMark(owner);
    // Another worker on this database could relay the outbox too early.
    await inTransaction(owner, async () => {
      await lockOutRelay(owner);
      const moments = await runCommands(config, log, { owner, end });
      await deleteStoredResponses(owner);
      await moveTimes(owner, moments);
    });
    await relayEvents(config, log);
    await removeMark(owner);
  });
  return { email: emailOf(guide), password };
}

/** Runs all commands one after the other, and returns when each began and when it happens in the demo. */
async function runCommands(
  config: Config,
  log: Logger,
  { owner, end }: { owner: DedicatedConnection; end: Date },
): Promise<Moment[]> {
  const moments: Moment[] = [];
  let last_ms = 0;
  const at: At = async (minute, work) => {
    const second = Math.floor(timeOf(minute, end).getTime() / 1_000);
    last_ms = Math.max(second * 1_000, last_ms + 1_000);
    moments.push({ started_at: await readClock(owner), happens_at: new Date(last_ms) });
    return await work();
  };

  const server = await serve(
    { ...config, host: "127.0.0.1", port: 0, registration: "open", rateLimits: noLimits },
    log.child({}, { level: "warn" }),
  );
  try {
    const team = await setUpTeam(server.url, at, end);
    for (const action of planDemo()) await at(action.minute, () => perform(team, action));
    await at(MINUTES, () => inviteLast(team));
    await signOutAll(team, at);
  } finally {
    await server.close();
  }
  return [...moments, { started_at: await readClock(owner), happens_at: null }];
}

/** Numbers and chains the events, and lets the consumers of the feed catch up. */
async function relayEvents(config: Config, log: Logger): Promise<void> {
  const instance = createInstance(config, log, { poolName: "jobs" });
  try {
    while ((await relayBatch(instance.db, eventSubscribers)) > 0);
    await catchUp(instance.db);
  } finally {
    await instance.close();
  }
}

async function catchUp(db: Db): Promise<void> {
  for (const consumer of eventConsumers) {
    for (const workspace_id of await findWork(db, consumer)) {
      while ((await consumePage(db, consumer, workspace_id)).events > 0);
    }
  }
}

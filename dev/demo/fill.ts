import type { Logger } from "pino";
import type { Config } from "../../src/config.ts";
import {
  type DedicatedConnection,
  inTransaction,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import { createInstance } from "../../src/instance.ts";
import { serve } from "../../src/serve.ts";
import { perform, type Team } from "./perform.ts";
import { planDemo } from "./plan.ts";
import {
  deleteStoredResponses,
  deleteWaitingMail,
  lockOutRelay,
  moveEffects,
  moveTimes,
  removeMark,
  setMark,
} from "./queries.ts";
import { readInboxes } from "./read-inboxes.ts";
import { consumeFeed, relayOutbox } from "./relay.ts";
import { inviteLast, setUpTeam, signOutAll } from "./set-up-team.ts";
import { emailOf, guide, password } from "./team.ts";
import { createTimeline } from "./timeline.ts";
import { MINUTES } from "./working-time.ts";

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
  const quiet = log.child({}, { level: "warn" });
  const ownAddress = { host: "127.0.0.1", port: 0 };
  const server = await serve(
    { ...config, ...ownAddress, registration: "open", rateLimits: noLimits, smtpUrl: undefined },
    quiet,
  );
  const instance = createInstance(config, quiet, { use: "jobs" });
  try {
    await withDedicatedConnection(config.databaseOwnerUrl ?? config.databaseUrl, async (owner) => {
      await setMark(owner);
      const { team, finished_at } = await runCommands(owner, server.url);
      await relayOutbox(instance.db);
      const pages = await consumeFeed(instance.db, owner);
      await moveEffects(owner, finished_at);
      await moveTimes(owner, pages);
      await readInboxes(team);
      await signOutAll(team);
      await relayOutbox(instance.db);
      await deleteStoredResponses(owner);
      await deleteWaitingMail(owner);
      await removeMark(owner);
    });
  } finally {
    await instance.close();
    await server.close();
  }
  return { email: emailOf(guide), password };
}

/** Runs all commands one after the other, and moves their times back. */
async function runCommands(
  owner: DedicatedConnection,
  url: string,
): Promise<{ team: Team; finished_at: string }> {
  return await inTransaction(owner, async () => {
    // Another worker on this database could relay the outbox too early.
    await lockOutRelay(owner);
    const end = new Date(Date.now() - END_BEFORE_NOW_MS);
    const { at, finish } = createTimeline(owner, end);
    const team = await setUpTeam(url, at, end);
    for (const action of planDemo()) await at(action.minute, () => perform(team, action));
    await at(MINUTES, () => inviteLast(team));
    const moments = await finish();
    await deleteStoredResponses(owner);
    await moveTimes(owner, moments);
    return { team, finished_at: moments.at(-1)?.started_at ?? "" };
  });
}

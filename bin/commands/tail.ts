import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type FeedPage, readFeed } from "../../src/events/feed/read-feed.ts";
import { isRelayLate, listNames } from "../../src/events/feed/tail-queries.ts";
import type { Instance } from "../../src/instance.ts";
import { CommandError } from "../command-error.ts";
import { eventLine } from "../event-line.ts";
import { withInstance } from "../with-instance.ts";

const BATCH = 100;
const LOOK_MS = 200;
const LATE_AFTER_MS = 5_000;

interface Options {
  workspace: string;
  after?: string;
  type?: string;
  json?: boolean;
}

/** Prints a workspace's events as they happen, one per line, until Ctrl-C or until its reader closes the pipe. */
export async function tail({ workspace, after, type = "*", json = false }: Options): Promise<void> {
  const from = parseOptions({ workspace, after });
  const isWanted = matcherOf(type);
  const over = new AbortController();
  const stop = () => over.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader such as `head` has closed the pipe.
    if (error.code !== "EPIPE") throw error;
    stop();
  });
  await withInstance(async (instance) => {
    const names = new Map<string, string>();
    for await (const events of follow(instance, from, over.signal)) {
      const wanted = events.filter((event) => isWanted(event.type));
      if (!json) await learnNames(instance, wanted, names);
      for (const event of wanted) {
        process.stdout.write(`${json ? JSON.stringify(event) : eventLine(event, names)}\n`);
      }
    }
  });
}

/** Reads from `after`, or from now on. It needs no authorization by a workspace, because the operator runs it. */
async function* follow(
  { db }: Instance,
  { workspace_id, after }: { workspace_id: string; after: number | undefined },
  over: AbortSignal,
): AsyncGenerator<FeedPage["data"]> {
  let last = after ?? (await readFeed(db, { workspace_id }, { limit: 1 })).head;
  let quietSince = Date.now();
  let hasWarned = false;
  while (!over.aborted) {
    const { data, head } = await readFeed(db, { workspace_id }, { after: last, limit: BATCH });
    last = data.at(-1)?.sequence ?? head;
    if (data.length > 0) {
      quietSince = Date.now();
      hasWarned = false;
      yield data;
    } else if (!hasWarned && Date.now() - quietSince > LATE_AFTER_MS) {
      quietSince = Date.now();
      hasWarned = await isRelayLate(db, workspace_id);
      if (hasWarned) console.error(lateRelay);
    }
    if (last >= head) await sleep(LOOK_MS, undefined, { signal: over }).catch(() => {});
  }
}

const lateRelay =
  "Events of this workspace are waiting for the relay. Run `slacky worker` (or `slacky start`) on this " +
  "database. `slacky doctor` has the details.";

async function learnNames({ db }: Instance, events: FeedPage["data"], names: Map<string, string>) {
  const unknown = new Set(
    events.map(({ actor_id }) => actor_id).filter((id) => id !== null && !names.has(id)),
  );
  if (unknown.size === 0) return;
  for (const { id, name } of await listNames(db, [...unknown] as string[])) names.set(id, name);
}

function parseOptions({ workspace, after }: Pick<Options, "workspace" | "after">) {
  const id = z.guid().toLowerCase().safeParse(workspace);
  if (!id.success) throw new CommandError("--workspace must be the ID of a workspace.");
  if (after !== undefined && !/^\d{1,15}$/.test(after)) {
    throw new CommandError("--after must be a sequence, for example 0 for the beginning.");
  }
  return { workspace_id: id.data, after: after === undefined ? undefined : Number(after) };
}

/** `ticket.*` means every event type of tickets. */
function matcherOf(pattern: string): (type: string) => boolean {
  if (!/^[a-z_.*]+$/.test(pattern)) {
    throw new CommandError("--type must be an event type, such as ticket.created or ticket.*");
  }
  const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*");
  const matches = new RegExp(`^${source}$`);
  return (type) => matches.test(type);
}

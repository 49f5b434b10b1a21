import type { Logger } from "pino";
import type { Principal } from "../../auth/workspace-context.ts";
import { receiptsIn } from "../../contract/receipt.ts";
import type { Db } from "../../db/pool.ts";
import { type FeedStream, formatMessage, toEndMessage } from "../../events/stream/sse-messages.ts";
import { inParallel } from "../../in-parallel.ts";
import { limits } from "../../limits.ts";
import { readInboxSince, readUnreadCount } from "../inbox/list.ts";
import type { InboxPosition } from "../inbox/list-queries.ts";
import { Notification } from "../inbox/schemas.ts";
import { findTime, type InboxState, listEndedCredentials, listInboxStates } from "./queries.ts";

/**
 * Streams the state of inboxes: a message `inbox` with the counts at first and whenever they may have
 * changed, and a message `notification` with each row on which something has happened. It is not a log:
 * messages have no IDs, and a client that reconnects reads a page.
 */
export interface InboxStreams {
  /** Streams counts and rows until the client disconnects, its credential ends or the server stops. */
  open(principal: Principal, open: () => FeedStream): Promise<void>;
  /** Adds the counts to the stream of a workspace, which ends by itself. */
  join(principal: Principal, stream: FeedStream): void;
}

/** A stream and what it has shown. */
interface Follower {
  principal: Principal;
  stream: FeedStream;
  /** Whether it is the stream of the inbox itself, which has rows, and which this file ends. */
  isOwn: boolean;
  /** The revision of the inbox up to which it has been sent everything. */
  revision: number;
  /** The last row that it has been sent, or `endOf` a time. Not used by the stream of a workspace. */
  sent: InboxPosition;
}

/** The position after everything that changed at this time or earlier. */
const endOf = (changed_at: string): InboxPosition => ({ changed_at, id: lastId });
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The receipt of a row, for an API token that may not read all of it. */
const toReceipt = receiptsIn(Notification);

const POLL_MS = 500;
const AUTHORIZE_MS = 1_000;

export function createInboxStreams({
  db,
  log,
  stopping,
}: {
  db: Db;
  log: Logger;
  stopping: AbortSignal;
}): InboxStreams {
  const all = new Set<Follower>();
  const whileOpen = (work: () => Promise<void>, everyMs: number) => {
    let isRunning = false;
    return async () => {
      if (isRunning) return;
      isRunning = true;
      while (all.size > 0) {
        await new Promise((resolve) => setTimeout(resolve, everyMs));
        for (const each of all) if (each.stream.isClosed) all.delete(each);
        await work().catch((error) =>
          log.warn({ err: error }, "The inboxes could not be polled. Trying again."),
        );
      }
      isRunning = false;
    };
  };
  const keepPolling = whileOpen(() => sendChanges(db, all), POLL_MS);
  const keepAuthorizing = whileOpen(() => endUnauthorized(db, all), AUTHORIZE_MS);
  stopping.addEventListener(
    "abort",
    () => {
      for (const each of all) if (each.isOwn) end(each, "stopping");
    },
    { once: true },
  );
  const follow = (follower: Follower, counts: string) => {
    if (follower.stream.isClosed) return;
    follower.stream.send(counts);
    all.add(follower);
    if (stopping.aborted && follower.isOwn) end(follower, "stopping");
    void keepPolling();
    void keepAuthorizing();
  };

  return {
    async open(principal, open) {
      const { state, counts } = await readStart(db, principal);
      follow({ principal, stream: open(), isOwn: true, ...state }, counts);
    },
    join(principal, stream) {
      const joined = async () => {
        const { state, counts } = await readStart(db, principal);
        follow({ principal, stream, isOwn: false, ...state }, counts);
      };
      joined().catch((error) => {
        log.warn({ err: error }, "An inbox could not be read for a stream, which was closed.");
        stream.destroy();
      });
    },
  };
}

/** The state is read before the counts, so a change in between is sent once more. */
async function readStart(db: Db, principal: Principal) {
  const share = db.sharedBy({ caller: principal.user_id });
  const [found] = await listInboxStates(share, [principal.user_id]);
  const { revision, changed_at } = found ?? { revision: 0, changed_at: await findTime(share) };
  const counts = toMessage("inbox", await readUnreadCount(share, principal));
  return { state: { revision, sent: endOf(changed_at) }, counts };
}

/**
 * Sends what has changed. One query for all followers, and two for each inbox that has changed, or more if
 * one of its followers was slow and so has seen less than the others. A few inboxes at a time, because
 * these queries belong to no request and so to no share of the connections.
 */
async function sendChanges(db: Db, all: ReadonlySet<Follower>): Promise<void> {
  const followers = [...all].filter(({ stream }) => !stream.isBackpressured);
  if (followers.length === 0) return;
  const user_ids = [...new Set(followers.map(({ principal }) => principal.user_id))];
  const states = new Map((await listInboxStates(db, user_ids)).map((each) => [each.user_id, each]));
  const changed = followers.filter(
    ({ principal, revision }) => (states.get(principal.user_id)?.revision ?? revision) !== revision,
  );
  const groups = Map.groupBy(changed, ({ principal, sent }) =>
    [principal.kind, principal.user_id, sent.changed_at, sent.id].join(" "),
  );
  await inParallel([...groups.values()], limits.streams_read_at_once, async (group) => {
    const state = states.get(group[0]?.principal.user_id ?? "");
    if (state) await sendInbox(db, group, state);
  });
}

/**
 * Sends the counts of one inbox, and a page of the rows that changed, to followers that have been sent the
 * same. Each follower is sent what its own credential may read: the tokens of an account may have
 * different scopes. A follower for whom there are more rows keeps its revision, so the next poll sends
 * the next page, unless the client is too slow: then a later one does.
 */
async function sendInbox(
  db: Db,
  group: readonly Follower[],
  { revision, changed_at }: InboxState,
): Promise<void> {
  const [first] = group;
  if (!first) return;
  const { principal, sent } = first;
  const counts = toMessage("inbox", await readUnreadCount(db, principal));
  const hasRows = sent.changed_at < changed_at || sent.id !== lastId;
  const { data, next } =
    hasRows && group.some(({ isOwn }) => isOwn)
      ? await readInboxSince(db, principal, sent)
      : { data: [], next: undefined };
  const messagesFor = (reader: Principal) =>
    data.map((row) => toMessage("notification", toReceipt?.(row, reader) ?? row)).join("");
  const latest = data.at(-1)?.changed_at ?? changed_at;
  const end = endOf(latest > changed_at ? latest : changed_at);
  for (const follower of group) {
    follower.stream.send(follower.isOwn ? messagesFor(follower.principal) + counts : counts);
    follower.sent = (follower.isOwn && next) || end;
    if (!follower.isOwn || !next) follower.revision = revision;
  }
}

/** Ends the inbox's own streams whose credential has expired or was revoked. */
async function endUnauthorized(db: Db, all: ReadonlySet<Follower>): Promise<void> {
  const own = [...all].filter(({ isOwn }) => isOwn);
  const now_s = Date.now() / 1000;
  for (const each of own) {
    const { expires_at } = each.principal;
    if (expires_at !== null && expires_at <= now_s) end(each, "token_expired");
  }
  if (own.length === 0) return;
  const ended = await listEndedCredentials(
    db,
    own.map(({ principal }) => principal),
  );
  for (const index of ended) {
    const follower = own[index];
    if (follower) end(follower, "no_access");
  }
}

function end({ stream }: Follower, reason: Parameters<typeof toEndMessage>[0]): void {
  if (!stream.isClosed) stream.end(toEndMessage(reason));
}

function toMessage(event: "inbox" | "notification", data: unknown): string {
  return formatMessage({ event, data });
}

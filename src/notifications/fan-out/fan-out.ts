import type { Tx } from "../../db/transaction.ts";
import type { ConsumedEvent, FeedConsumer } from "../../events/consume/consume.ts";
import { limits } from "../../limits.ts";
import { insertNoticesOf } from "../notices/of-events.ts";
import { toEntries } from "./entries.ts";
import { type Audience, countAudiences, insertWatchers, upsertNotifications } from "./queries.ts";

/** Puts what happens on tickets, and to members, into the inboxes of those whom it concerns. */
export const notificationsConsumer: FeedConsumer = {
  name: "notifications",
  async consume(tx, workspace_id, page) {
    const last = await fanOut(tx, workspace_id, page);
    const processed = page.filter(({ sequence }) => last === undefined || sequence <= last);
    await insertNoticesOf(tx, workspace_id, processed);
    return last;
  },
};

/**
 * Writes the notifications of as many of these events as produce 10,000 rows, of one at least, and
 * returns the sequence up to which it has got.
 */
async function fanOut(
  tx: Tx,
  workspace_id: string,
  page: readonly ConsumedEvent[],
): Promise<number | undefined> {
  const { newWatchers: candidates } = toEntries(page);
  const ticket_ids = [...new Set(page.flatMap(({ ticket_id }) => ticket_id ?? []))];
  if (ticket_ids.length === 0) return undefined;
  const audiences = new Map(
    (await countAudiences(tx, workspace_id, ticket_ids)).map((each) => [each.ticket_id, each]),
  );
  const events = firstWithin(page, audiences);
  const last = events.at(-1)?.sequence;
  const { entries } = toEntries(events);
  const newWatchers = withRoom(
    candidates.filter(({ sequence }) => sequence <= (last ?? 0)),
    audiences,
  );
  const inserted =
    newWatchers.length > 0 ? await insertWatchers(tx, workspace_id, newWatchers) : [];
  const begun = newWatchers.filter(({ ticket_id, user_id }) =>
    inserted.some((each) => each.ticket_id === ticket_id && each.user_id === user_id),
  );
  if (entries.length > 0) await upsertNotifications(tx, workspace_id, { entries, begun });
  return last;
}

/** The first events that notify at most 10,000 people of a ticket, and at least one event. */
function firstWithin(
  page: readonly ConsumedEvent[],
  audiences: ReadonlyMap<string, Audience>,
): readonly ConsumedEvent[] {
  const reached = new Set<string>();
  let rows = 0;
  const end = page.findIndex(({ ticket_id, type, data }) => {
    if (ticket_id === null) return false;
    const { watchers = 0, project_watchers = 0 } = audiences.get(ticket_id) ?? {};
    const { mentions = [] } = data as { mentions?: string[] };
    // The reporter and the assignee, too.
    if (!reached.has(ticket_id)) rows += watchers + 2;
    reached.add(ticket_id);
    rows += mentions.length + (type === "ticket.created" ? project_watchers : 0);
    return rows > limits.notification_rows_of_page;
  });
  return end === -1 ? page : page.slice(0, Math.max(1, end));
}

/** Those for whom their ticket has room among its watchers. */
function withRoom<Watcher extends { ticket_id: string }>(
  watchers: readonly Watcher[],
  audiences: ReadonlyMap<string, Audience>,
): Watcher[] {
  const counts = new Map<string, number>();
  return watchers.filter(({ ticket_id }) => {
    const count = counts.get(ticket_id) ?? audiences.get(ticket_id)?.watchers ?? 0;
    counts.set(ticket_id, count + 1);
    return count < limits.watchers_of_ticket;
  });
}

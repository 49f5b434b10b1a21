// Keeps a file with the current state of every ticket of a workspace: a first copy, then every change.
//
//   SLACKY_URL=… SLACKY_TOKEN=… SLACKY_WORKSPACE=… node examples/first-copy.ts tickets.json

import { rename, writeFile } from "node:fs/promises";
import { createClient, type FeedEvent, FeedGap, isProblem, type Ticket } from "../client/index.ts";

const { SLACKY_URL: url = "", SLACKY_TOKEN: token = "", SLACKY_WORKSPACE = "" } = process.env;
const file = process.argv[2] ?? "tickets.json";
const workspace = { workspace_id: SLACKY_WORKSPACE };
const slacky = createClient({ url, token });

for (;;) {
  try {
    await follow(await makeCopy());
  } catch (error) {
    const isReset = error instanceof FeedGap || isProblem(error, "feed_reset", "events_pruned");
    if (!isReset) throw error;
    console.log("The place in the feed is gone: making a new copy.");
  }
}

interface Copy {
  tickets: Map<string, Ticket>;
  /** The last event that the copy includes. */
  sequence: number;
}

/**
 * The head is read first: what changes while the list is read is sent again, and nothing is missed.
 */
async function makeCopy(): Promise<Copy> {
  const { head: sequence } = await slacky.listEvents({ ...workspace, limit: 1 });
  const tickets = new Map<string, Ticket>();
  for await (const ticket of slacky.listTickets.all({
    ...workspace,
    archived: "include",
    limit: 100,
  })) {
    tickets.set(ticket.id, ticket);
  }
  await save({ tickets, sequence });
  console.log(`Copied ${tickets.size} tickets, at event ${sequence}.`);
  return { tickets, sequence };
}

async function follow(copy: Copy): Promise<void> {
  for await (const event of slacky.followEvents({ ...workspace, after: copy.sequence })) {
    await take(copy, event);
    copy.sequence = event.sequence;
    await save(copy);
    console.log(`${event.sequence} ${event.type}`);
  }
}

/**
 * An event says that a ticket has changed; its current state is read from the ticket. Older events
 * are skipped.
 */
async function take({ tickets }: Copy, { ticket_id, data }: FeedEvent): Promise<void> {
  if (ticket_id === null) return;
  const known = tickets.get(ticket_id)?.version ?? 0;
  if ("version" in data && typeof data.version === "number" && data.version <= known) return;
  try {
    tickets.set(ticket_id, await slacky.getTicket({ ...workspace, ticket_id }));
  } catch (error) {
    if (!isProblem(error, "not_found")) throw error;
    tickets.delete(ticket_id);
  }
}

/** A reader of the file finds either the old copy or the new one, complete. */
async function save({ tickets, sequence }: Copy): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify({ sequence, tickets: [...tickets.values()] }));
  await rename(`${file}.new`, file);
}

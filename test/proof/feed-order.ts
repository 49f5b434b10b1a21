import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Db } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";
import { insertLabels } from "../../src/labels/queries.ts";
import { editTicket } from "../../src/tickets/edit.ts";
import type { Ticket } from "../../src/tickets/ticket.ts";
import { startApi } from "../support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../support/given.ts";
import { lockTicket } from "../support/locks.ts";

const WRITERS = 24;
const TICKETS = 6;

/**
 * Writers edit six tickets while a relay runs. Every third writes something before it asks for its ticket,
 * so that transaction ids and the order of the locks disagree; every fifth edits two tickets in one
 * transaction. Then the feed is compared with what was acknowledged.
 */
export async function proveFeedOrder({ events }: { events: number }) {
  return await withWriters(events, async ({ db, world, written, acknowledged }) => {
    const relaying = untilSettled(written, () => relayBatch(db, eventSubscribers, { limit: 50 }));
    await written;
    await relaying;
    while ((await relayBatch(db, eventSubscribers)) > 0);
    const feed = await db.query(sql<{ sequence: number; ticket_id: string; version: number }>`
      select e.sequence, e.ticket_id, (e.data ->> 'version')::integer as version
        from events e
       where e.workspace_id = ${world.workspace.id}
         and e.type = 'ticket.updated'
       order by e.sequence`);
    return {
      acknowledged: acknowledged(),
      published: feed.length,
      gaps: feed.filter(({ sequence }, n) => n > 0 && sequence !== (feed[n - 1]?.sequence ?? 0) + 1)
        .length,
      out_of_order: countOutOfOrder(feed),
    };
  });
}

/** The control: a reader that remembers the last position it saw and reads what follows it. */
export async function countLostByCursor({ events }: { events: number }) {
  return await withWriters(events, async ({ db, world, written, acknowledged }) => {
    let cursor = 0;
    let seen = 0;
    const read = async () => {
      const rows = await db.query(sql<{ position: number; type: string }>`
        select o.position, o.type
          from outbox o
         where o.position > ${cursor}
           and o.workspace_id = ${world.workspace.id}
         order by o.position`);
      cursor = rows.at(-1)?.position ?? cursor;
      seen += rows.filter(({ type }) => type === "ticket.updated").length;
      return rows.length;
    };
    const reading = untilSettled(written, read);
    await written;
    await reading;
    await read();
    return { acknowledged: acknowledged(), lost: acknowledged() - seen };
  });
}

interface Writing {
  db: Db;
  world: World;
  written: Promise<unknown>;
  acknowledged(): number;
}

async function withWriters<T>(events: number, watch: (writing: Writing) => Promise<T>): Promise<T> {
  const api = await startApi();
  const db = createPool(api.database.databaseUrl, { size: WRITERS + 2 });
  try {
    const world = await givenWorld(api);
    const tickets: Ticket[] = [];
    for (let n = 0; n < TICKETS; n += 1) tickets.push(await givenTicket(api, world));
    let acknowledged = 0;
    const writer = async (_: unknown, number: number) => {
      for (let turn = 0; acknowledged < events; turn += 1) {
        const left = await edit(db, world, tickets, { number, turn });
        acknowledged += left;
      }
    };
    const written = Promise.all(Array.from({ length: WRITERS }, writer));
    return await watch({ db, world, written, acknowledged: () => acknowledged });
  } finally {
    await db.close();
    await api.close();
  }
}

/** Runs one transaction of a writer and returns its number of events. Two tickets are locked in the order of IDs. */
async function edit(
  db: Db,
  world: World,
  tickets: readonly Ticket[],
  { number, turn }: { number: number; turn: number },
): Promise<number> {
  const context = contextOf(world, world.admin);
  const first = (number * 7 + turn) % TICKETS;
  const chosen = turn % 5 === 0 ? [first, (first + 1) % TICKETS].sort() : [first];
  await transaction(db, async (tx) => {
    if (number % 3 === 0) await tx.query(insertLabels(world.workspace.id, [`${number}-${turn}`]));
    for (const place of chosen) {
      const ticket = tickets[place];
      if (ticket)
        await editTicket(tx, context, await lockTicket(tx, ticket), {
          patch: { title: `${number}-${turn}` },
        });
    }
  });
  return chosen.length;
}

async function untilSettled(work: Promise<unknown>, look: () => Promise<number>): Promise<void> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  work.then(settle, settle);
  while (!isSettled) if ((await look()) === 0) await sleep(1);
}

function countOutOfOrder(feed: readonly { ticket_id: string; version: number }[]): number {
  const last = new Map<string, number>();
  let count = 0;
  for (const { ticket_id, version } of feed) {
    if (version !== (last.get(ticket_id) ?? 1) + 1) count += 1;
    last.set(ticket_id, version);
  }
  return count;
}

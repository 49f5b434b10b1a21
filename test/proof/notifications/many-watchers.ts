import { sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { startWorker } from "../../../src/jobs/worker.ts";
import { transitionTicket } from "../../../src/tickets/transition.ts";
import { startApi, type TestApi } from "../../support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../support/given.ts";
import { lockTicket, until } from "../../support/locks.ts";

/**
 * Moves one ticket with 600 watchers as often as requested, while a worker runs, and measures how long
 * events wait for the relay. Every watcher must have one notification at the end.
 */
export async function proveManyWatchers({ moves }: { moves: number }) {
  const api = await startApi();
  const world = await givenWorld(api, { workflow: "reopenable" });
  const ticket = await givenTicket(api, world);
  await addWatchers(api, world, ticket.id);
  const worker = await startWorker(api.instance.config, api.instance.log);
  try {
    let lag_ms_max = 0;
    let isMoving = true;
    const watching = watchLag(
      api,
      () => isMoving,
      (ms) => {
        lag_ms_max = Math.max(lag_ms_max, ms);
      },
    );
    const context = contextOf(world, world.member);
    for (let n = 0; n < moves; n += 1) {
      const to = n % 2 === 0 ? "in_progress" : "open";
      await transaction(api.db, async (tx) =>
        transitionTicket(tx, context, await lockTicket(tx, ticket), { to }),
      );
    }
    await until(async () => (await countMoves(api, world)) === moves, 60_000);
    isMoving = false;
    await watching;
    await until(async () => (await countNotified(api, world)) === 600, 60_000);
    return {
      moves: await countMoves(api, world),
      lag_ms_max,
      lags_over_2_s: lag_ms_max > 2_000 ? 1 : 0,
      notified: await countNotified(api, world),
    };
  } finally {
    await worker.close();
    await api.close();
  }
}

async function addWatchers({ db }: TestApi, { workspace }: World, ticket_id: string) {
  await db.query(sql`
    with person as (
      insert into users (id, name, email, password_hash)
      select gen_random_uuid(), 'Watcher', 'watcher-' || n || '@example.com', ''
        from generate_series(1, 600) n
      returning id
    ), handle as (
      insert into handles (workspace_id, handle, user_id)
      select ${workspace.id}, 'w-' || replace(p.id::text, '-', '-'), p.id
        from person p
      returning handle, user_id
    ), member as (
      insert into members (workspace_id, user_id, role, handle)
      select ${workspace.id}, h.user_id, 'viewer', h.handle
        from handle h
      returning user_id
    )
    insert into watches (workspace_id, ticket_id, user_id, level)
    select ${workspace.id}, ${ticket_id}, m.user_id, 'watching'
      from member m`);
}

/** How long the oldest event in the outbox has waited, again and again. */
async function watchLag(
  { db }: TestApi,
  isMoving: () => boolean,
  show: (ms: number) => void,
): Promise<void> {
  while (isMoving()) {
    const [row] = await db.query(sql<{ ms: number }>`
      select coalesce(extract(epoch from clock_timestamp() - min(o.occurred_at)), 0)
               ::double precision * 1000 as ms
        from outbox o`);
    show(Math.round(row?.ms ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function countMoves({ db }: TestApi, { workspace }: World): Promise<number> {
  const [row] = await db.query(sql<{ count: number }>`
    select count(*)::integer as count
      from events e
     where e.workspace_id = ${workspace.id}
       and e.type = 'ticket.transitioned'`);
  return row?.count ?? 0;
}

/** Those who have a notification of the last move. */
async function countNotified({ db }: TestApi, { workspace }: World): Promise<number> {
  const [row] = await db.query(sql<{ count: number }>`
    select count(*)::integer as count
      from notifications n
     where n.workspace_id = ${workspace.id}
       and n.user_id in (select w.user_id from watches w where w.workspace_id = ${workspace.id})
       and n.latest = (select max(e.sequence) from events e where e.workspace_id = ${workspace.id})`);
  return row?.count ?? 0;
}

import { countsCursor } from "../../src/counts/queries.ts";
import {
  type DedicatedConnection,
  inTransaction,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import { documentsOfComments, documentsOfTickets } from "../../src/search/fill-documents.ts";
import { dropConstraints } from "./constraint-queries.ts";
import { createRandom } from "./random.ts";
import { type Size, shapeOf } from "./shape.ts";
import { openSink } from "./sink.ts";
import { type BulkSinks, bulk, eventsKept, writeTicket } from "./tickets.ts";
import { type SeededWorkspace, seedWorkspaces } from "./workspaces.ts";

const seed = 20_261_122;
const period = {
  begin_ms: Date.parse("2024-01-01T00:00:00Z"),
  end_ms: Date.parse("2026-11-01T00:00:00Z"),
};

/** Shows how far the seed is. */
export interface SeedProgress {
  show(text: string): void;
}

type Context = { random: ReturnType<typeof createRandom>; period: typeof period };

/** Fills a migrated, empty database as its owner, with the same rows in every run. */
export async function seedDatabase(url: string, size: Size, progress: SeedProgress): Promise<void> {
  const context = { random: createRandom(seed), period };
  await withDedicatedConnection(url, async (session) => {
    await session.execute(sessionSettings);
    progress.show("Workspaces, members, projects …");
    const workspaces = await inTransaction(session, () =>
      seedWorkspaces(session, shapeOf(size), context),
    );
    const restore = await dropConstraints(session, Object.keys(bulk));
    const counts = await fillBulk(url, workspaces, { size, context, progress });
    await fillDerived(session, workspaces, counts);
    for (const [place, statement] of restore.entries()) {
      progress.show(`Index or key ${place + 1} of ${restore.length}: ${statement}`);
      await session.execute(statement);
    }
    progress.show("Vacuum and statistics …");
    await session.execute("vacuum (analyze)");
  });
}

/** Sorting for an index and checking a key happen once, so they may take memory and time. */
const sessionSettings = `
  set statement_timeout = 0;
  set lock_timeout = 0;
  set idle_in_transaction_session_timeout = 0;
  set maintenance_work_mem = '512MB';
  set work_mem = '256MB';
  set timezone = 'UTC'`;

/** Each table has a connection of its own. Rows can be frozen because the same transaction truncates the table. */
async function fillBulk(
  url: string,
  workspaces: readonly SeededWorkspace[],
  work: { size: Size; context: Context; progress: SeedProgress },
): Promise<Counts> {
  const open = Object.entries(bulk);
  const fill = async (sinks: Partial<BulkSinks>): Promise<Counts> => {
    const [table, into] = open.shift() ?? [];
    if (!table || !into) return await writeAll(sinks as BulkSinks, workspaces, work);
    return await withDedicatedConnection(url, async (session) => {
      await session.execute(sessionSettings);
      return await inTransaction(session, async () => {
        await session.execute(`truncate ${table}`);
        const sink = openSink(session, into, "with (freeze)");
        const counts = await fill({ ...sinks, [table]: sink });
        await sink.end();
        return counts;
      });
    });
  };
  return await fill({});
}

/** The number of tickets per project and status, by `project_id status`, without deleted tickets. */
type Counts = Map<string, number>;

async function writeAll(
  sinks: BulkSinks,
  workspaces: readonly SeededWorkspace[],
  { size, context, progress }: { size: Size; context: Context; progress: SeedProgress },
): Promise<Counts> {
  const counts: Counts = new Map();
  const startedAt = performance.now();
  let written = 0;
  for (const workspace of workspaces) {
    const total = ticketsOf(workspace);
    let sequence = 0;
    for (const project of workspace.projects) {
      for (let number = 1; number <= project.tickets; number += 1) {
        sequence += 1;
        const event_sequence = sequence > total - eventsKept ? sequence : undefined;
        const status = writeTicket(sinks, { workspace, project, number, event_sequence }, context);
        if (status !== undefined) {
          const name = `${project.id} ${status}`;
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        written += 1;
        if (written % 64 === 0) for (const sink of Object.values(sinks)) await sink.ready();
      }
      progress.show(progressOf(written, size.tickets, startedAt));
    }
  }
  return counts;
}

function progressOf(written: number, all: number, startedAt: number): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = Math.round(written / seconds);
  const left = Math.ceil((all - written) / rate);
  return `${written.toLocaleString("en")} of ${all.toLocaleString("en")} tickets, ${rate.toLocaleString("en")} a second, ${left} s left`;
}

/**
 * Fills what the worker would have written: the heads of the feeds, the ticket counts that follow them, and that no
 * document of a search is missing.
 */
async function fillDerived(
  session: DedicatedConnection,
  workspaces: readonly SeededWorkspace[],
  counts: Counts,
): Promise<void> {
  const heads = openSink(session, "event_heads (workspace_id, sequence, pruned_to)");
  for (const workspace of workspaces) {
    const total = ticketsOf(workspace);
    heads.row(workspace.id, total, Math.max(0, total - eventsKept));
  }
  await heads.end();
  const filled = openSink(session, "backfills (name, version, rows_left, finished_at)");
  for (const { name, version } of [documentsOfTickets, documentsOfComments]) {
    filled.row(name, version, 0, new Date().toISOString());
  }
  await filled.end();
  const cursors = openSink(session, "feed_cursors (workspace_id, consumer, sequence)");
  for (const workspace of workspaces) cursors.row(workspace.id, countsCursor, ticketsOf(workspace));
  await cursors.end();
  const sink = openSink(session, "ticket_counts (workspace_id, project_id, status, count)");
  const workspaceOf = new Map(
    workspaces.flatMap(({ id, projects }) => projects.map((project) => [project.id, id])),
  );
  for (const [name, count] of counts) {
    const [project_id = "", status = ""] = name.split(" ");
    sink.row(workspaceOf.get(project_id) ?? null, project_id, status, count);
  }
  await sink.end();
}

function ticketsOf({ projects }: SeededWorkspace): number {
  return projects.reduce((sum, { tickets }) => sum + tickets, 0);
}

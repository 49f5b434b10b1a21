import type { z } from "zod";
import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Page } from "../../contract/page.ts";
import type { Cursors } from "../../db/cursor.ts";
import type { Queryable } from "../../db/pool.ts";
import { limits } from "../../limits.ts";
import { readProject } from "../../projects/read.ts";
import type { ListProjectTicketsQuery, ListTicketsQuery } from "../schemas.ts";
import type { Ticket } from "../ticket.ts";
import type { SortColumn, TicketFilter } from "./filter-queries.ts";
import {
  type Listed,
  searchTickets,
  type TicketListing,
  type TicketSort,
  walkTickets,
} from "./queries.ts";

/**
 * A page of tickets. Where a filter is left that no index serves, a page looks at 10,000 tickets at most: it
 * may then be short although more follow, and `next_cursor` says where the next one goes on. Throws
 * `invalid_request` for a cursor that is not one of this very list.
 */
export async function listTickets(
  db: Queryable,
  { workspace_id, actor }: WorkspaceContext,
  cursors: Cursors,
  { limit, cursor, sort: sortBy, ...query }: z.output<typeof ListTicketsQuery>,
): Promise<Page<Ticket>> {
  const filter = filterOf(query, actor.id);
  const sort = sortOf(sortBy);
  const binding = JSON.stringify([
    "tickets",
    1,
    workspace_id,
    sortBy,
    Object.entries(filter).sort(),
  ]);
  const after = cursor === undefined ? undefined : cursors.open(binding, cursor);
  // One row more than the page shows whether there is another page.
  const listing: TicketListing = { workspace_id, filter, sort, after, limit: limit + 1 };

  const { rows, edge } = await findPage(db, listing);
  const last = rows.length > limit ? rows[limit - 1] : edge;
  return {
    data: rows.slice(0, limit).map(({ ticket }) => ticket),
    next_cursor: last ? cursors.seal(binding, last.keys) : null,
  };
}

/**
 * Text and labels have an index that knows no order. A common word fills the page from the newest few, or is walked for
 * where these show a part of it; a rare one has few hits. Who asks for what was common long ago waits for all of it.
 */
export async function findPage(db: Queryable, listing: TicketListing): Promise<Listed> {
  const { q, label } = listing.filter;
  if (q === undefined && label === undefined) {
    return await walkTickets(db, listing, limits.page_examined);
  }
  let page = await walkTickets(db, listing, limits.page_glanced);
  const walk = () => walkTickets(db, listing, limits.page_examined);
  const search = (hits: number) => () => searchTickets(db, listing, hits);
  const isFrequent = page.rows.length >= listing.limit / 4;
  const attempts = [
    ...(isFrequent ? [] : [search(limits.page_collected)]),
    walk,
    search(allOfThem),
  ];
  for (const attempt of attempts) {
    if (!page.edge) break;
    page = await attempt();
  }
  return page;
}

const allOfThem = 2 ** 52;

/** The same of one project. Throws `not_found` where there is none, which only an empty page leaves open. */
export async function listProjectTickets(
  db: Queryable,
  context: WorkspaceContext,
  cursors: Cursors,
  query: z.output<typeof ListProjectTicketsQuery> & { project_id: string },
): Promise<Page<Ticket>> {
  const page = await listTickets(db, context, cursors, query);
  if (page.data.length === 0) await readProject(db, context, query.project_id);
  return page;
}

type Filters = Omit<z.output<typeof ListTicketsQuery>, "limit" | "cursor" | "sort">;

function filterOf(
  { assignee_id, reporter_id, deleted, ...rest }: Filters,
  me: string,
): TicketFilter {
  return {
    ...rest,
    ...(assignee_id !== undefined && {
      assignee_id: assignee_id === "none" ? null : assignee_id === "me" ? me : assignee_id,
    }),
    ...(reporter_id !== undefined && { reporter_id: reporter_id === "me" ? me : reporter_id }),
    deleted: deleted === "true",
  };
}

function sortOf(sort: z.output<typeof ListTicketsQuery>["sort"]): TicketSort {
  return { column: sort.replace("-", "") as SortColumn, descending: sort.startsWith("-") };
}

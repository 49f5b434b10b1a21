import { type Sql, sql } from "../../db/sql.ts";
import { type Priority, priorities } from "../enums.ts";

/** What a list of tickets is narrowed to; what is undefined does not narrow. */
export interface TicketFilter {
  project_id?: string | undefined;
  status?: string[] | undefined;
  /** Null is nobody. */
  assignee_id?: string | null | undefined;
  reporter_id?: string | undefined;
  priority?: Priority | undefined;
  label?: string[] | undefined;
  external_id?: string | undefined;
  q?: string | undefined;
  created_after?: string | undefined;
  created_before?: string | undefined;
  updated_after?: string | undefined;
  due_before?: string | undefined;
  deleted: boolean;
}

export type SortColumn = "created_at" | "priority" | "due_on";

/**
 * The conditions of a filter, by who serves them: an index does, in the order of the sort (`indexed`, and
 * `eitherStatus` as one range each), or every row that the index gives has to be looked at (`residual`).
 */
export interface Conditions {
  indexed: Sql[];
  eitherStatus: string[];
  /** Whether the index is that of two filters together. */
  isCombined: boolean;
  residual: Sql[];
}

type FilterName = Exclude<keyof TicketFilter, "deleted">;

/** Which filters lead an index of this sort, each list ending where its index goes over to the sort. */
const leads: Record<SortColumn, FilterName[][]> = {
  created_at: [
    ["external_id"],
    ["assignee_id"],
    ["project_id", "status"],
    ["project_id", "priority"],
    ["project_id"],
    ["priority"],
    [],
  ],
  priority: [["project_id", "priority"], ["project_id"], ["priority"], []],
  due_on: [["project_id"], []],
};

const ranges: Record<SortColumn, FilterName[]> = {
  created_at: ["created_after", "created_before"],
  priority: [],
  due_on: ["due_before"],
};

export function conditionsOf(filter: TicketFilter, sort: SortColumn): Conditions {
  const given = (Object.keys(filter) as (keyof TicketFilter)[]).filter(
    (name): name is FilterName => name !== "deleted" && filter[name] !== undefined,
  );
  // The trash has one index, by age.
  const lead = filter.deleted
    ? []
    : (leads[sort].find((names) => names.every((name) => given.includes(name))) ?? []);
  const served = new Set([...lead, ...ranges[sort]]);
  const statuses = served.has("status") ? (filter.status ?? []) : [];
  return {
    indexed: [
      filter.deleted ? sql`t.deleted_at is not null` : sql`t.deleted_at is null`,
      ...given
        .filter((name) => served.has(name) && name !== "status")
        .map((name) => condition(name, filter)),
    ],
    eitherStatus: [...new Set(statuses)],
    isCombined: lead.length > 1,
    residual: given.filter((name) => !served.has(name)).map((name) => condition(name, filter)),
  };
}

function condition(name: FilterName, filter: TicketFilter): Sql {
  const write = writers[name] as (value: unknown) => Sql;
  return write(filter[name]);
}

const writers: { [Name in FilterName]: (value: NonNullable<TicketFilter[Name]>) => Sql } = {
  project_id: (project_id) => sql`t.project_id = ${project_id}`,
  status: (statuses) => sql`t.status = any(${statuses}::text[])`,
  assignee_id: (assignee_id: string | null) =>
    assignee_id === null ? sql`t.assignee_id is null` : sql`t.assignee_id = ${assignee_id}`,
  reporter_id: (reporter_id) => sql`t.reporter_id = ${reporter_id}`,
  priority: (priority) => sql`t.priority = ${priorities.indexOf(priority)}`,
  label: (labels) => sql`t.labels @> ${labels}::text[]`,
  external_id: (external_id) => sql`t.external_id = ${external_id}`,
  q: (q) => sql`t.search @@ ${tsquery(q)}`,
  created_after: (moment) => sql`t.created_at > ${moment}::timestamptz`,
  created_before: (moment) => sql`t.created_at < ${moment}::timestamptz`,
  updated_after: (moment) => sql`t.updated_at > ${moment}::timestamptz`,
  due_before: (day) => sql`t.due_on < ${day}::date`,
};

/**
 * At least the tickets that `q` means, by the index of words. An entry of that is a word behind eight digits of its
 * workspace's id, so that what is read is one workspace's; the digits alone stand for all of its tickets. Written as
 * the index has it, which leaves words out that are longer than a `q` may be.
 */
export function hasWords(workspace_id: string, q: string): Sql {
  return sql`
    replace(' '''' ' || case when octet_length(t.description) > 1000
                             then regexp_replace(strip(t.search)::text, '''(?:[^'']|''''){255,}''', '', 'g')
                             else strip(t.search)::text end,
            ' ''', ' ''' || right(t.workspace_id::text, 8))::tsvector
    @@ regexp_replace(${wordsOf(q)}, '''((?:[^'']|'''')*)''',
                      '''' || right(${workspace_id}::uuid::text, 8) || ${wordAndQuote}, 'g')::tsquery`;
}

/** What a regular expression found in its first parentheses, and the quote that ends a word. */
const wordAndQuote = "\\1'";

/**
 * The index does not say where in a text a word stands. Of a phrase it is asked for the words; what lacks a phrase may
 * be any ticket, and so may what only lacks words: that is the empty word, which gets the digits alone.
 */
function wordsOf(q: string): Sql {
  const asked = tsquery(q);
  return sql`
    regexp_replace(
      regexp_replace(
        case querytree(${asked}) when 'T' then ''''' & ( ' else '( ' end || nullif(${asked}::text, '') || ' )',
        '![(] ''(?:[^'']|'''')+''(?: <(?:-|[0-9]+)> ''(?:[^'']|'''')+'')+ [)]', '''''', 'g'),
      ' <(?:-|[0-9]+)> ', ' & ', 'g')`;
}

function tsquery(q: string): Sql {
  return sql`websearch_to_tsquery('simple', ${withSingleMinus(q)})`;
}

/** PostgreSQL keeps 32 minus signs in mind before a word, and gives up on the next (XX000). */
function withSingleMinus(q: string): string {
  return q.replace(/-(?:[^\p{L}\p{N}"]*-)+/gu, "-");
}

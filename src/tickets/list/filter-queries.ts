import { type Sql, sql } from "../../db/sql.ts";
import { type Priority, priorities } from "../enums.ts";

/** The filter of a list of tickets; undefined fields do not filter. */
export interface TicketFilter {
  project_id?: string | undefined;
  status?: string[] | undefined;
  /** Null selects unassigned tickets. */
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
  /** Whether tickets of archived projects are left out. */
  excludes_archived: boolean;
}

export type SortColumn = "created_at" | "priority" | "due_on";

/**
 * The conditions of a filter. An index serves `indexed` in the order of the sort, and `statuses` as
 * one range each; `residual` has to be checked for every row that the index returns.
 */
export interface Conditions {
  indexed: Sql[];
  statuses: string[];
  /** Whether the index is one of two filters. */
  isCombined: boolean;
  residual: Sql[];
  /** Whether tickets of archived projects are left out, which no index serves either. */
  excludesArchived: boolean;
}

type FilterName = Exclude<keyof TicketFilter, "deleted" | "excludes_archived">;

/**
 * The filters that are a prefix of an index which continues with the sort's columns, longest first.
 */
const indexPrefixes: Record<SortColumn, FilterName[][]> = {
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
  const used = (Object.keys(filter) as (keyof TicketFilter)[]).filter(
    (name): name is FilterName => name in writers && filter[name] !== undefined,
  );
  // The trash has one index, by age.
  const prefix = filter.deleted
    ? []
    : (indexPrefixes[sort].find((names) => names.every((name) => used.includes(name))) ?? []);
  const served = new Set([...prefix, ...ranges[sort]]);
  const statuses = served.has("status") ? (filter.status ?? []) : [];
  return {
    indexed: [
      filter.deleted ? sql`t.deleted_at is not null` : sql`t.deleted_at is null`,
      ...used
        .filter((name) => served.has(name) && name !== "status")
        .map((name) => condition(name, filter)),
    ],
    statuses: [...new Set(statuses)],
    isCombined: prefix.length > 1,
    residual: used.filter((name) => !served.has(name)).map((name) => condition(name, filter)),
    excludesArchived: filter.excludes_archived,
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
 * Whether a project is not archived. The archived ones are read once for each statement, from an
 * index that has only those.
 */
export function isActive(workspace_id: string, project_id: Sql): Sql {
  return sql`${project_id} not in (${archivedProjects(workspace_id)})`;
}

/**
 * The same for a row that has only the keys of a ticket, so that an index-only scan stays one. The
 * ticket is looked up if the workspace has an archived project at all.
 */
export function isActiveByKeys(workspace_id: string): Sql {
  const project_id = sql`(
    select k.project_id
      from tickets k
     where k.workspace_id = ${workspace_id}
       and k.id = t.id)`;
  return sql`
    (not exists (${archivedProjects(workspace_id)}) or ${isActive(workspace_id, project_id)})`;
}

function archivedProjects(workspace_id: string): Sql {
  return sql`
    select p.id
      from projects p
     where p.workspace_id = ${workspace_id}
       and p.archived_at is not null`;
}

/**
 * A condition that the word index serves and that every ticket matching `q` satisfies. An entry of
 * the index is eight digits of the workspace's ID followed by a word, so that only one workspace is
 * read; the digits alone are an entry of every ticket. The expression must be written exactly as in
 * the index, which omits words that are longer than a `q` may be.
 */
export function hasWords(workspace_id: string, q: string): Sql {
  return sql`
    replace(' '''' ' || case when octet_length(t.description) > 1000
                             then regexp_replace(strip(t.search)::text,
                                                 '''(?:[^'']|''''){255,}''', '', 'g')
                             else strip(t.search)::text end,
            ' ''', ' ''' || right(t.workspace_id::text, 8))::tsvector
    @@ regexp_replace(${wordsOf(q)}, '''((?:[^'']|'''')*)''',
                      '''' || right(${workspace_id}::uuid::text, 8) || ${wordAndQuote},
                      'g')::tsquery`;
}

/** The match of a regular expression's first group, and the quote that ends a word. */
const wordAndQuote = "\\1'";

/**
 * The words to look up in the index. The index stores no positions, so a phrase becomes its words.
 * A query that only excludes phrases or words can match any ticket: it becomes the empty word, that
 * is, the digits alone.
 */
function wordsOf(q: string): Sql {
  const query = tsquery(q);
  return sql`
    regexp_replace(
      regexp_replace(
        case querytree(${query}) when 'T' then ''''' & ( ' else '( ' end
          || nullif(${query}::text, '') || ' )',
        '![(] ''(?:[^'']|'''')+''(?: <(?:-|[0-9]+)> ''(?:[^'']|'''')+'')+ [)]', '''''', 'g'),
      ' <(?:-|[0-9]+)> ', ' & ', 'g')`;
}

function tsquery(q: string): Sql {
  return sql`websearch_to_tsquery('simple', ${withSingleMinus(q)})`;
}

/** PostgreSQL accepts at most 32 minus signs before a word, and fails on the next one (XX000). */
function withSingleMinus(q: string): string {
  return q.replace(/-(?:[^\p{L}\p{N}"]*-)+/gu, "-");
}

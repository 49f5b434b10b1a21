import { join, type Sql, sql } from "../../db/sql.ts";
import { storedNames } from "../../labels/queries.ts";
import { type ProjectTarget, projectIdOf } from "../../projects/queries.ts";
import { type Priority, priorities } from "../enums.ts";
import { isFound, type TicketSearch } from "./match-queries.ts";

/** The filter of a list of tickets; undefined fields do not filter. */
export interface TicketFilter {
  project_id?: ProjectTarget | undefined;
  status?: string[] | undefined;
  /** Null selects unassigned tickets. */
  assignee_id?: string | null | undefined;
  reporter_id?: string | undefined;
  priority?: Priority | undefined;
  label?: { workspace_id: string; name: string }[] | undefined;
  external_id?: string | undefined;
  search?: TicketSearch | undefined;
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

/** All conditions of a filter, where no index has the order of the sort. */
export function writeConditions(
  workspace_id: string,
  filter: TicketFilter,
  sort: SortColumn,
): Sql[] {
  const { indexed, statuses, residual, excludesArchived } = conditionsOf(filter, sort);
  const status = statuses.length > 0 ? [sql`t.status = any(${statuses}::text[])`] : [];
  const active = excludesArchived ? [isActive(workspace_id, sql`t.project_id`)] : [];
  return [...indexed, ...status, ...residual, ...active];
}

function condition(name: FilterName, filter: TicketFilter): Sql {
  const write = writers[name] as (value: unknown) => Sql;
  return write(filter[name]);
}

const writers: { [Name in FilterName]: (value: NonNullable<TicketFilter[Name]>) => Sql } = {
  project_id: (target) => sql`t.project_id = ${projectIdOf(target)}`,
  status: (statuses) => sql`t.status = any(${statuses}::text[])`,
  assignee_id: (assignee_id: string | null) =>
    assignee_id === null ? sql`t.assignee_id is null` : sql`t.assignee_id = ${assignee_id}`,
  reporter_id: (reporter_id) => sql`t.reporter_id = ${reporter_id}`,
  priority: (priority) => sql`t.priority = ${priorities.indexOf(priority)}`,
  label: (labels) =>
    join(
      labels.map(({ workspace_id, name }) => sql`t.labels && ${storedNames(workspace_id, name)}`),
      " and ",
    ),
  external_id: (external_id) => sql`t.external_id = ${external_id}`,
  search: isFound,
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

import { join, type Sql, sql } from "../../db/sql.ts";
import { storedNames } from "../../labels/queries.ts";
import { type ProjectTarget, projectIdOf } from "../../projects/queries.ts";
import { type Priority, priorities } from "../enums.ts";
import { type CategoryFilter, hasCategory } from "./category-queries.ts";
import { isFound, type TicketSearch } from "./match-queries.ts";

/** The filter of a list of tickets; undefined fields do not filter. */
export interface TicketFilter {
  id?: string[] | undefined;
  project_id?: ProjectTarget | undefined;
  status?: string[] | undefined;
  category?: CategoryFilter | undefined;
  /** Null selects unassigned tickets. */
  assignee_id?: (string | null)[] | undefined;
  reporter_id?: string | undefined;
  priority?: Priority[] | undefined;
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

export type SortColumn = "created_at" | "priority" | "due_on" | "queue" | "deleted_at";

/**
 * The conditions of a filter. An index serves `indexed` in the order of the sort, and `alternatives`
 * as one range each; `residual` has to be checked for every row that the index returns.
 */
export interface Conditions {
  indexed: Sql[];
  alternatives: Sql[];
  /** Whether the index is one of two filters. */
  isCombined: boolean;
  /** Whether it is the one of assignees. */
  isByAssignee: boolean;
  residual: Sql[];
  /** Whether tickets of archived projects are left out, which no index serves either. */
  excludesArchived: boolean;
}

type FilterName = Exclude<keyof TicketFilter, "deleted" | "excludes_archived">;

/**
 * The filters that are a prefix of an index which continues with the sort's columns, longest first.
 * Of these, at most one has several values.
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
  queue: [["project_id", "status"]],
  deleted_at: [[]],
};

const ranges: Record<SortColumn, FilterName[]> = {
  created_at: ["created_after", "created_before"],
  priority: [],
  due_on: ["due_before"],
  queue: [],
  deleted_at: [],
};

export function conditionsOf(filter: TicketFilter, sort: SortColumn): Conditions {
  const used = namesOf(filter);
  // The trash has one index, by age.
  const prefix = filter.deleted
    ? []
    : (indexPrefixes[sort].find((names) => names.every((name) => used.includes(name))) ?? []);
  const several = severalNames.find((name) => prefix.includes(name));
  const served = new Set([...prefix, ...ranges[sort]]);
  const values = several === undefined ? [] : valuesOf(several, filter);
  const isHalf = sort === "queue" && filter.assignee_id?.every((one) => one === null);
  return {
    indexed: [
      isInTrash(filter),
      ...used
        .filter((name) => served.has(name) && name !== several)
        .map((name) => condition(name, filter)),
    ],
    alternatives: sort === "queue" ? halvesOf(values, filter) : values,
    isCombined: prefix.length > 1,
    isByAssignee: several === "assignee_id",
    residual: used
      .filter((name) => !served.has(name) && !(isHalf && name === "assignee_id"))
      .map((name) => condition(name, filter)),
    excludesArchived: filter.excludes_archived,
  };
}

/** All conditions of a filter, where no index has the order of the sort. */
export function writeConditions(workspace_id: string, filter: TicketFilter): Sql[] {
  const active = filter.excludes_archived ? [isActive(workspace_id, sql`t.project_id`)] : [];
  return [isInTrash(filter), ...namesOf(filter).map((name) => condition(name, filter)), ...active];
}

function namesOf(filter: TicketFilter): FilterName[] {
  return (Object.keys(filter) as (keyof TicketFilter)[]).filter(
    (name): name is FilterName => name in writers && filter[name] !== undefined,
  );
}

function isInTrash({ deleted }: TicketFilter): Sql {
  return deleted ? sql`t.deleted_at is not null` : sql`t.deleted_at is null`;
}

const severalNames = ["status", "assignee_id", "priority"] as const;

/** A condition for each value of a filter that may have several. */
function valuesOf(name: (typeof severalNames)[number], filter: TicketFilter): Sql[] {
  const values: (string | null)[] = [...new Set(filter[name])];
  return values.map((value) => condition(name, { ...filter, [name]: [value] }));
}

/** The tickets of a status in the order of the queue have two indexes: without and with an assignee. */
function halvesOf(statuses: readonly Sql[], { assignee_id }: TicketFilter): Sql[] {
  const halves = [
    ...(assignee_id?.includes(null) === false ? [] : [sql`t.assignee_id is null`]),
    ...(assignee_id?.every((one) => one === null) ? [] : [sql`t.assignee_id is not null`]),
  ];
  return statuses.flatMap((status) => halves.map((half) => sql`${status} and ${half}`));
}

function condition(name: FilterName, filter: TicketFilter): Sql {
  const write = writers[name] as (value: unknown) => Sql;
  return write(filter[name]);
}

const writers: { [Name in FilterName]: (value: NonNullable<TicketFilter[Name]>) => Sql } = {
  id: (ids) => sql`t.id = any(${ids}::uuid[])`,
  project_id: (target) => sql`t.project_id = ${projectIdOf(target)}`,
  status: ([only, ...others]) =>
    others.length === 0 && only !== undefined
      ? sql`t.status = ${only}`
      : sql`t.status = any(${[only ?? "", ...others]}::text[])`,
  category: hasCategory,
  assignee_id: isAssignedTo,
  reporter_id: (reporter_id) => sql`t.reporter_id = ${reporter_id}`,
  priority: (names) => {
    const [only = 0, ...others] = names.map((name) => priorities.indexOf(name));
    return others.length === 0
      ? sql`t.priority = ${only}`
      : sql`t.priority = any(${[only, ...others]}::smallint[])`;
  },
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

function isAssignedTo(assignees: readonly (string | null)[]): Sql {
  const users = assignees.filter((one) => one !== null);
  const [only, ...others] = users;
  if (only === undefined) return sql`t.assignee_id is null`;
  const isUser =
    others.length === 0 ? sql`t.assignee_id = ${only}` : sql`t.assignee_id = any(${users}::uuid[])`;
  return users.length === assignees.length ? isUser : sql`(t.assignee_id is null or ${isUser})`;
}

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

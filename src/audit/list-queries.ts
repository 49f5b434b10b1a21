import type { Queryable } from "../db/pool.ts";
import { join, type Sql, sql } from "../db/sql.ts";
import type { OutboxEntry } from "../events/relay/queries.ts";
import type { AuditRecord } from "./record.ts";

/** What a list of the audit log is narrowed to; what is undefined does not narrow. */
export interface AuditFilter {
  actor_id?: string | undefined;
  action?: string | undefined;
  subject_id?: string | undefined;
  token_id?: string | undefined;
  outcome?: "success" | "refused" | "failed" | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface AuditRange {
  workspace_id: string;
  filter: AuditFilter;
  /** The sequence that the page before ended at. */
  before: number | undefined;
  limit: number;
}

export interface AuditRow
  extends Omit<AuditRecord, "v" | "workspace_id" | "ticket_id" | "personal_digest" | "token"> {
  token: OutboxEntry["token"];
  hash: string;
  /** As it was digested; null where there is none, or where it was erased. */
  personal: string | null;
}

/**
 * Walks an index from the newest record down. Where filters are left that it does not serve, it looks at
 * `examined` records at most, and `edge` is the last of them where it stopped short of the limit.
 */
export async function walkAudit(
  db: Queryable,
  { workspace_id, filter, before, limit }: AuditRange,
  examined: number,
): Promise<{ rows: AuditRow[]; edge: number | undefined }> {
  const { served, residual } = conditionsOf(workspace_id, filter);
  const isFree = residual.length === 0;
  const beyond = before === undefined ? [] : [sql`a.sequence < ${before}`];
  const range = sql`
    select a.sequence, ${isFree ? sql`true` : join(residual, " and ")} as is_meant
      from audit_log a
     where ${join([sql`a.workspace_id = ${workspace_id}`, ...served, ...beyond], " and ")}
     order by a.sequence desc
     limit ${isFree ? limit : examined}`;
  const rows = await db.query(sql<AuditRow & { is_meant: boolean }>`
    with page as materialized (
      select t.sequence, true as is_meant
        from (${range}) t
       where t.is_meant
       order by t.sequence desc
       limit ${limit}
    ), walked as materialized (
      select page.sequence, page.is_meant
        from page
      union all
      (select t.sequence, false
         from (${range}) t
        where ${!isFree} and (select count(*) from page) < ${limit}
        order by t.sequence desc
       offset ${examined - 1}
        limit 1)
    )
    select walked.is_meant, a.sequence, a.action, a.outcome, a.actor_id, a.subject_type, a.subject_id,
           a.request_id, a.token, a.data, a.occurred_at, encode(a.previous_hash, 'hex') as previous_hash,
           encode(a.hash, 'hex') as hash, p.personal
      from walked
      join audit_log a on a.workspace_id = ${workspace_id} and a.sequence = walked.sequence
      left join audit_personal p on p.workspace_id = ${workspace_id} and p.sequence = walked.sequence
     order by a.sequence desc, walked.is_meant desc`);
  return {
    rows: rows.flatMap(({ is_meant, ...row }) => (is_meant ? [row] : [])),
    edge: rows.find(({ is_meant }) => !is_meant)?.sequence,
  };
}

/**
 * One filter is served by its index, the most telling first; the others are looked at row by row. A time
 * bounds the part of the chain that is walked.
 */
function conditionsOf(
  workspace_id: string,
  filter: AuditFilter,
): { served: Sql[]; residual: Sql[] } {
  const { actor_id, action, subject_id, token_id, outcome, from, to } = filter;
  const given = [
    ...(subject_id === undefined ? [] : [sql`a.subject_id = ${subject_id}`]),
    ...(outcome === undefined || outcome === "success"
      ? []
      : [sql`a.outcome = ${outcome} and a.outcome <> 'success'`]),
    ...(actor_id === undefined ? [] : [sql`a.actor_id = ${actor_id}`]),
    ...(action === undefined ? [] : [sql`a.action = ${action}`]),
  ];
  return {
    served: [...given.slice(0, 1), ...boundsOf(workspace_id, filter)],
    residual: [
      ...given.slice(1),
      ...(token_id === undefined ? [] : [sql`a.token ->> 'id' = ${token_id}`]),
      ...(outcome === "success" ? [sql`a.outcome = 'success'`] : []),
      ...(from === undefined ? [] : [sql`a.occurred_at >= ${from}::timestamptz`]),
      ...(to === undefined ? [] : [sql`a.occurred_at < ${to}::timestamptz`]),
    ],
  };
}

/**
 * Between which records of the chain the times lie. A chain is in the order of locks, which may differ from
 * that of times by as long as a transaction lasts: seconds, for which an hour is allowed.
 */
function boundsOf(workspace_id: string, { from, to }: AuditFilter): Sql[] {
  const before = sql`
    coalesce((select b.sequence
                from audit_log b
               where b.workspace_id = ${workspace_id}
                 and b.occurred_at < ${from ?? null}::timestamptz - interval '1 hour'
               order by b.occurred_at desc, b.sequence desc
               limit 1), 0)`;
  const behind = sql`
    coalesce((select b.sequence
                from audit_log b
               where b.workspace_id = ${workspace_id}
                 and b.occurred_at >= ${to ?? null}::timestamptz + interval '1 hour'
               order by b.occurred_at, b.sequence
               limit 1), 9223372036854775807)`;
  return [
    ...(from === undefined ? [] : [sql`a.sequence > ${before}`]),
    ...(to === undefined ? [] : [sql`a.sequence < ${behind}`]),
  ];
}

import { bytesOfText, bytesOfValue, type PageRow, rowsWithin } from "../db/first-rows.ts";
import type { Queryable } from "../db/pool.ts";
import { join, type Sql, sql } from "../db/sql.ts";
import { dataOf } from "./queries.ts";
import type { AuditRecord } from "./record.ts";

/** The filter of a list of the audit log; undefined fields do not filter. */
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
  /** The last sequence of the previous page. */
  before: number | undefined;
  limit: number;
}

export interface AuditRow
  extends Omit<AuditRecord, "workspace_id" | "ticket_id" | "personal_digest" | "data"> {
  data: Record<string, unknown>;
  hash: string;
  /** The text that has the record's digest; null if there is none or it was erased. */
  personal: string | null;
}

/**
 * Scans an index from the newest record down. If filters remain that the index does not serve, it
 * examines at most `examined` records, and `edge` is the last of them if they did not fill the
 * page. A page that its bytes end has an edge, too: its last record.
 */
export async function scanAudit(
  db: Queryable,
  { workspace_id, filter, before, limit }: AuditRange,
  examined: number,
): Promise<{ rows: AuditRow[]; edge: number | undefined }> {
  const { served, residual } = conditionsOf(workspace_id, filter);
  const isFullyIndexed = residual.length === 0;
  const beyond = before === undefined ? [] : [sql`a.sequence < ${before}`];
  const range = sql`
    select a.sequence, ${isFullyIndexed ? sql`true` : join(residual, " and ")} as is_match
      from audit_log a
     where ${join([sql`a.workspace_id = ${workspace_id}`, ...served, ...beyond], " and ")}
     order by a.sequence desc
     limit ${isFullyIndexed ? limit : examined}`;
  const select = sql<AuditRow & { is_match: boolean }>`
    with page as materialized (
      select t.sequence, true as is_match
        from (${range}) t
       where t.is_match
       order by t.sequence desc
       limit ${limit}
    ), scanned as materialized (
      select page.sequence, page.is_match
        from page
      union all
      (select t.sequence, false
         from (${range}) t
        where ${!isFullyIndexed} and (select count(*) from page) < ${limit}
        order by t.sequence desc
       offset ${examined - 1}
        limit 1)
    )
    select scanned.is_match, a.sequence, a.action, a.outcome, a.actor_id, a.subject_type,
           a.subject_id, a.request_id, a.token, ${dataOf(sql`a`)} as data, a.occurred_at,
           encode(a.previous_hash, 'hex') as previous_hash, encode(a.hash, 'hex') as hash,
           p.personal
      from scanned
      join audit_log a
        on a.workspace_id = ${workspace_id}
       and a.sequence = scanned.sequence
      left join audit_personal p
        on p.workspace_id = ${workspace_id}
       and p.sequence = scanned.sequence
     order by a.sequence desc, scanned.is_match desc`;
  const bytes = sql`${bytesOfValue(sql`r.data`)} + ${bytesOfText(sql`r.personal`)}`;
  const rows = await db.query(rowsWithin(select, bytes));
  return {
    rows: rows.flatMap(({ is_match, has_more: _, ...row }) => (is_match ? [row] : [])),
    edge: edgeOf(rows),
  };
}

function edgeOf(rows: readonly PageRow<AuditRow & { is_match: boolean }>[]): number | undefined {
  const last = rows.at(-1);
  const edge = last?.has_more ? last : rows.find(({ is_match }) => !is_match);
  return edge?.sequence;
}

/**
 * The most selective filter is served by its index, the others are checked row by row. The time
 * range limits the part of the chain that is scanned.
 */
function conditionsOf(
  workspace_id: string,
  filter: AuditFilter,
): { served: Sql[]; residual: Sql[] } {
  const { actor_id, action, subject_id, token_id, outcome, from, to } = filter;
  const conditions = [
    ...(subject_id === undefined ? [] : [sql`a.subject_id = ${subject_id}`]),
    ...(outcome === undefined || outcome === "success"
      ? []
      : [sql`a.outcome = ${outcome} and a.outcome <> 'success'`]),
    ...(actor_id === undefined ? [] : [sql`a.actor_id = ${actor_id}`]),
    ...(action === undefined ? [] : [sql`a.action = ${action}`]),
  ];
  return {
    served: [...conditions.slice(0, 1), ...boundsOf(workspace_id, filter)],
    residual: [
      ...conditions.slice(1),
      ...(token_id === undefined ? [] : [sql`a.token ->> 'id' = ${token_id}`]),
      ...(outcome === "success" ? [sql`a.outcome = 'success'`] : []),
      ...(from === undefined ? [] : [sql`a.occurred_at >= ${from}::timestamptz`]),
      ...(to === undefined ? [] : [sql`a.occurred_at < ${to}::timestamptz`]),
    ],
  };
}

/**
 * The range of records for a time range. A chain is in the order of locks, which may differ from
 * the order of times by the duration of a transaction: seconds, for which an hour is allowed.
 */
function boundsOf(workspace_id: string, { from, to }: AuditFilter): Sql[] {
  const lower = sql`
    coalesce((select b.sequence
                from audit_log b
               where b.workspace_id = ${workspace_id}
                 and b.occurred_at < ${from ?? null}::timestamptz - interval '1 hour'
               order by b.occurred_at desc, b.sequence desc
               limit 1), 0)`;
  const upper = sql`
    coalesce((select b.sequence
                from audit_log b
               where b.workspace_id = ${workspace_id}
                 and b.occurred_at >= ${to ?? null}::timestamptz + interval '1 hour'
               order by b.occurred_at, b.sequence
               limit 1), 9223372036854775807)`;
  return [
    ...(from === undefined ? [] : [sql`a.sequence > ${lower}`]),
    ...(to === undefined ? [] : [sql`a.sequence < ${upper}`]),
  ];
}

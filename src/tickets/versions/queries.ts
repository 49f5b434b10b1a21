import type { VersionRange } from "../../contract/version-page.ts";
import { bytesOfText, firstRowsWithin, type PageRow } from "../../db/first-rows.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { ticketIdOf } from "../queries.ts";
import type { TicketKey } from "../ticket.ts";
import type { TicketRef } from "../ticket-ref.ts";
import type { TicketVersion } from "./version.ts";

/** Who edits, or redacts, and when. */
export interface Edit {
  by: string | null;
  at: string;
}

/** Keeps the texts that an edit is about to replace. Must run before the update of the ticket. */
export function keepTicketVersion({ workspace_id, id }: TicketKey, { by, at }: Edit): Sql {
  return prepared(sql`
    insert into ticket_versions (
      workspace_id, ticket_id, version, first_version, title, description, edited_by, edited_at)
    select t.workspace_id, t.id, t.version, t.texts_since, t.title, t.description,
           ${by}::uuid, ${at}::timestamptz
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = ${id}`);
}

/**
 * The texts that a ticket has and had, newest first, within the bytes of a page. Each was written by
 * the edit that replaced the version before its first one.
 */
export function listTicketVersions(
  workspace_id: string,
  ref: TicketRef,
  { before, limit }: VersionRange,
): Sql<PageRow<TicketVersion>> {
  const range = sql<TicketVersion>`
    select t.id as ticket_id, texts.version, texts.first_version, texts.is_current,
           texts.title, texts.description,
           case when texts.first_version = 1 then t.reporter_id
                else earlier.edited_by end as written_by,
           case when texts.first_version = 1 then t.created_at
                else earlier.edited_at end as written_at,
           texts.redacted_at, texts.redacted_by
      from tickets t
     cross join lateral (
           select t.version, t.texts_since as first_version, true as is_current,
                  t.title, t.description,
                  null::timestamptz as redacted_at, null::uuid as redacted_by
            union all
           (select v.version, v.first_version, false, v.title, v.description,
                   v.redacted_at, v.redacted_by
              from ticket_versions v
             where v.workspace_id = ${workspace_id}
               and v.ticket_id = t.id
               and v.version < coalesce(${before}::integer, t.version)
             order by v.version desc
             limit 101)) texts
      left join ticket_versions earlier
        on earlier.workspace_id = ${workspace_id}
       and earlier.ticket_id = t.id
       and earlier.version = texts.first_version - 1
     where t.workspace_id = ${workspace_id}
       and t.id = ${ticketIdOf(workspace_id, ref)}
       and t.deleted_at is null
       and texts.version < coalesce(${before}::integer, t.version + 1)
     order by texts.version desc`;
  const bytes = sql`${bytesOfText(sql`r.title`)} + ${bytesOfText(sql`r.description`)}`;
  return prepared(firstRowsWithin(range, { limit, bytes }));
}

/** A stored version, and who wrote its texts, if that is known. */
export interface LockedTicketVersion {
  written_by: string | null;
  redacted_at: string | null;
}

/** Locks an earlier version of a ticket, so that it is redacted once. */
export function lockTicketVersion(
  { workspace_id, id }: TicketKey,
  version: number,
): Sql<LockedTicketVersion> {
  return sql<LockedTicketVersion>`
    select v.redacted_at,
           (select earlier.edited_by
              from ticket_versions earlier
             where earlier.workspace_id = ${workspace_id}
               and earlier.ticket_id = ${id}
               and earlier.version = v.first_version - 1) as written_by
      from ticket_versions v
     where v.workspace_id = ${workspace_id}
       and v.ticket_id = ${id}
       and v.version = ${version}
       for no key update of v`;
}

/** Empties a locked version. */
export function emptyTicketVersion(
  { workspace_id, id }: TicketKey,
  version: number,
  { by, at }: Edit,
): Sql {
  return sql`
    update ticket_versions v
       set title = null, description = null,
           redacted_at = ${at}::timestamptz, redacted_by = ${by}::uuid
     where v.workspace_id = ${workspace_id}
       and v.ticket_id = ${id}
       and v.version = ${version}`;
}

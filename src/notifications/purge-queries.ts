import { sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

/**
 * Deletes the old notifications among the next ones in the order of their IDs, except those that
 * somebody is writing. Returns the last ID that was looked at; undefined after the last one.
 */
export async function purgeRange(
  tx: Tx,
  {
    after,
    range,
    before,
  }: { after: string | undefined; range: number; before: { read: string; unread: string } },
): Promise<{ deleted: number; last: string | undefined }> {
  const beyond = after === undefined ? sql`` : sql`where n.id > ${after}`;
  const [row] = await tx.query(sql<{ deleted: number; last: string | null }>`
    with looked as materialized (
      select n.id
        from notifications n
        ${beyond}
       order by n.id
       limit ${range}
    ), deleted as (
      delete from notifications d
       where d.id in (
               select n.id
                 from notifications n
                 join looked l on l.id = n.id
                where n.changed_at < ${before.read}::timestamptz
                  and (not n.unread or n.changed_at < ${before.unread}::timestamptz)
                  for update of n skip locked)
      returning d.id
    )
    select (select count(*)::integer from deleted) as deleted,
           (select l.id from looked l order by l.id desc limit 1) as last`);
  return { deleted: row?.deleted ?? 0, last: row?.last ?? undefined };
}

import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Checkpoint } from "./chain.ts";

/**
 * The next chain, in the order of workspace IDs, whose oldest record is before `before`; undefined
 * after the last one.
 */
export async function findChainToPrune(
  owner: Queryable,
  { after, before }: { after: string | undefined; before: string },
): Promise<string | undefined> {
  const beyond = after === undefined ? sql`` : sql`and h.workspace_id > ${after}`;
  const [chain] = await owner.query(sql<{ workspace_id: string }>`
    select h.workspace_id
      from audit_heads h
     cross join lateral (
             select a.occurred_at
               from audit_log a
              where a.workspace_id = h.workspace_id
              order by a.sequence
              limit 1) oldest
     where oldest.occurred_at < ${before}::timestamptz
       ${beyond}
     order by h.workspace_id
     limit 1`);
  return chain?.workspace_id;
}

/**
 * Locks pruning for one process at a time, until the transaction ends. No row is locked: the relay
 * appends to the end of a chain while its beginning is deleted.
 */
export function lockPruning(): Sql {
  return sql`select pg_advisory_xact_lock(hashtextextended('slacky.audit-prune', 0))`;
}

export function insertCheckpoint(checkpoint: Checkpoint): Sql {
  const { workspace_id, sequence, pruned_from, pruned_before, signed_at } = checkpoint;
  return sql`
    insert into audit_checkpoints (
      workspace_id, sequence, hash, pruned_from, pruned_before, signed_at, signature)
    values (${workspace_id}, ${sequence}, ${Buffer.from(checkpoint.hash, "hex")}, ${pruned_from},
            ${pruned_before}, ${signed_at}, ${Buffer.from(checkpoint.signature, "hex")})`;
}

export function deletePersonal(workspace_id: string, upto: number): Sql {
  return sql`
    delete from audit_personal p
     where p.workspace_id = ${workspace_id}
       and p.sequence <= ${upto}`;
}

export function deleteRecords(workspace_id: string, upto: number): Sql {
  return sql`
    delete from audit_log a
     where a.workspace_id = ${workspace_id}
       and a.sequence <= ${upto}`;
}

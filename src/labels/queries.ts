import { hash } from "node:crypto";
import type { Queryable } from "../db/pool.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { foldName } from "../text/fold.ts";

/** Identifies a label. */
export interface LabelKey {
  workspace_id: string;
  name: string;
}

/** A label that one of the requested names may mean. */
export interface MatchingLabel {
  name: string;
  /** Null until the backfill has filled it, for a label of an earlier version. */
  folded: string | null;
  /** Whether tickets that have it are being changed to `renamed_to`, or lose it. */
  is_replaced: boolean;
  renamed_to: string | null;
}

export const labelIsUnique = "label_is_unique_when_folded";

/** The labels that any of these names may mean, those that are being replaced included. */
export function findMatchingLabels(
  workspace_id: string,
  names: readonly string[],
): Sql<MatchingLabel> {
  const folded = names.map(foldName);
  return prepared(sql<MatchingLabel>`
    select l.name, l.folded, false as is_replaced, null::text as renamed_to
      from labels l
     where l.workspace_id = ${workspace_id}
       and l.folded = any(${folded}::text[])
       and l.replaced_at is null
    union all
    select l.name, l.folded, l.replaced_at is not null, l.renamed_to
      from labels l
     where l.workspace_id = ${workspace_id}
       and (l.folded is null or l.replaced_at is not null)
       and (l.name = any(${names}::text[]) or l.folded = any(${folded}::text[]))`);
}

/**
 * The names that tickets with a label may have, as an expression for an array: that of the label which
 * the name means, and those that are being renamed to it.
 */
export function storedNames(workspace_id: string, name: string): Sql {
  const folded = foldName(name);
  return sql`
    array(
      with meant as materialized (
        select l.name
          from labels l
         where l.workspace_id = ${workspace_id}
           and l.folded = ${folded}
           and l.replaced_at is null
        union all
        select coalesce(l.renamed_to, l.name)
          from labels l
         where l.workspace_id = ${workspace_id}
           and (l.folded is null or l.replaced_at is not null)
           and (l.name = ${name} or l.folded = ${folded})
      )
      select meant.name
        from meant
      union all
      select l.name
        from labels l
       where l.workspace_id = ${workspace_id}
         and l.replaced_at is not null
         and l.renamed_to in (select meant.name from meant)
      union all
      select ${name})`;
}

/** The same as rows. */
export async function listStoredNames(
  db: Queryable,
  workspace_id: string,
  name: string,
): Promise<string[]> {
  const rows = await db.query(sql<{ name: string }>`
    select x.name
      from unnest(${storedNames(workspace_id, name)}) as x (name)`);
  return rows.map((row) => row.name);
}

/**
 * Adds labels to the workspace's list, in the order of their names, so that two commands cannot
 * deadlock. It keeps `forgetLabel` away until COMMIT: a ticket never gets a label that is then
 * missing from the list. Violates `labelIsUnique` if another transaction has written one differently.
 */
export function insertLabels(workspace_id: string, names: readonly string[]): Sql {
  return prepared(sql`
    with writing as materialized (
      select pg_advisory_xact_lock_shared(${lockNumber(workspace_id)}::bigint)
    )
    insert into labels (workspace_id, name, folded)
    select ${workspace_id}, x.name, x.folded
      from writing
     cross join unnest(${names}::text[], ${names.map(foldName)}::text[]) as x (name, folded)
     order by x.name
        on conflict (workspace_id, name) do nothing`);
}

/** Locks labels in the order of their names. */
export async function lockLabels(
  tx: Tx,
  workspace_id: string,
  names: readonly string[],
): Promise<MatchingLabel[]> {
  return await tx.query(sql<MatchingLabel>`
    select l.name, l.folded, l.replaced_at is not null as is_replaced, l.renamed_to
      from labels l
     where l.workspace_id = ${workspace_id}
       and l.name = any(${names}::text[])
     order by l.name
       for no key update`);
}

/** Takes a label out of use, so that another one may fold to the same. */
export function takeOutOfUse({ workspace_id, name }: LabelKey): Sql {
  return sql`
    update labels l
       set replaced_at = clock_timestamp()
     where l.workspace_id = ${workspace_id}
       and l.name = ${name}`;
}

/** Marks a label as deleted: the tickets that have it, or are about to be given it, lose it. */
export function markDeleted({ workspace_id, name }: LabelKey): Sql {
  return sql`
    update labels l
       set replaced_at = coalesce(l.replaced_at, clock_timestamp()), renamed_to = null
     where l.workspace_id = ${workspace_id}
       and (l.name = ${name} or l.renamed_to = ${name})`;
}

/** Inserts the new name of a label with its age, or puts a name that was being replaced back into use. */
export function insertNewName({ workspace_id, name }: LabelKey, new_name: string): Sql {
  return sql`
    insert into labels as l (workspace_id, name, folded, created_at)
    select o.workspace_id, ${new_name}, ${foldName(new_name)}, o.created_at
      from labels o
     where o.workspace_id = ${workspace_id}
       and o.name = ${name}
        on conflict (workspace_id, name) do update
       set folded = excluded.folded, replaced_at = null, renamed_to = null`;
}

/** Marks a label, and those that are being renamed to it, as renamed. */
export function markRenamed({ workspace_id, name }: LabelKey, new_name: string): Sql {
  return sql`
    update labels l
       set replaced_at = coalesce(l.replaced_at, clock_timestamp()), renamed_to = ${new_name}
     where l.workspace_id = ${workspace_id}
       and l.name <> ${new_name}
       and (l.name = ${name} or l.renamed_to = ${name})`;
}

/** The labels of all workspaces that are being replaced, oldest first. */
export async function listReplacedLabels(
  db: Queryable,
  { limit }: { limit: number },
): Promise<LabelKey[]> {
  return await db.query(sql<LabelKey>`
    select l.workspace_id, l.name
      from labels l
     where l.replaced_at is not null
     order by l.replaced_at
     limit ${limit}`);
}

/** What becomes of a label in its tickets; undefined if it is not being replaced. */
export async function findReplacement(
  db: Queryable,
  { workspace_id, name }: LabelKey,
): Promise<{ renamed_to: string | null } | undefined> {
  const [replacement] = await db.query(sql<{ renamed_to: string | null }>`
    select l.renamed_to
      from labels l
     where l.workspace_id = ${workspace_id}
       and l.name = ${name}
       and l.replaced_at is not null`);
  return replacement;
}

/** Claims the work on a replaced label until the transaction ends. False if another process does it. */
export async function claimReplacement(tx: Tx, { workspace_id, name }: LabelKey): Promise<boolean> {
  const number = numberOf(`slacky.label-replacement.v1 ${workspace_id} ${name}`);
  return await tryLock(tx, sql`pg_try_advisory_xact_lock(${number}::bigint)`);
}

/**
 * Keeps every command from giving tickets of this workspace a label until the transaction ends. False
 * if one is doing so now.
 */
export async function excludeLabeling(tx: Tx, workspace_id: string): Promise<boolean> {
  return await tryLock(tx, sql`pg_try_advisory_xact_lock(${lockNumber(workspace_id)}::bigint)`);
}

/** Deletes a replaced label that no ticket has any more. Call `excludeLabeling` first. */
export async function forgetLabel(tx: Tx, { workspace_id, name }: LabelKey): Promise<void> {
  await tx.query(sql`
    delete from labels l
     where l.workspace_id = ${workspace_id}
       and l.name = ${name}
       and l.replaced_at is not null
       and not exists (
             select 1
               from tickets t
              where t.workspace_id = ${workspace_id}
                and t.deleted_at is null
                and t.labels @> ${[name]}::text[])
       and not exists (
             select 1
               from tickets t
              where t.workspace_id = ${workspace_id}
                and t.deleted_at is not null
                and t.labels @> ${[name]}::text[])`);
}

async function tryLock(tx: Tx, lock: Sql): Promise<boolean> {
  const [row] = await tx.query(sql<{ is_ours: boolean }>`
    select ${lock} as is_ours`);
  return row?.is_ours === true;
}

function lockNumber(workspace_id: string): string {
  return numberOf(`slacky.labels.v1 ${workspace_id}`);
}

function numberOf(name: string): string {
  return String(hash("sha256", name, "buffer").readBigInt64BE());
}

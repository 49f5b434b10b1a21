import type { z } from "zod";
import type { PageRange } from "../contract/keyset-page.ts";
import type { Queryable } from "../db/pool.ts";
import { join, prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { Workspace as WorkspaceSchema } from "./schemas.ts";
import type { SlugStem } from "./slug.ts";

/** A workspace as the API returns it. */
export type Workspace = z.output<typeof WorkspaceSchema>;

/** The fields that an admin can change. */
export type WorkspaceFields = Pick<
  Workspace,
  "name" | "slug" | "require_if_match" | "versions_visible_to_all"
>;

/**
 * Inserts a workspace with the first slug of this stem that none of its creator's workspaces has: `acme`,
 * `acme-2`. One more is tried than there are.
 */
export function insertWorkspace(
  { id, name }: Pick<Workspace, "id" | "name">,
  { stem, is_slug }: SlugStem,
  creator_id: string,
): Sql<Workspace> {
  return sql<Workspace>`
    with own as materialized (
      select w.slug
        from members m
        join workspaces w on w.id = m.workspace_id
       where m.user_id = ${creator_id}
         and m.removed_at is null
         and w.deleted_at is null
         and (w.slug = ${stem} or w.slug >= ${`${stem}-`} and w.slug < ${`${stem}.`})
    )
    insert into workspaces as w (id, name, slug)
    select ${id}, ${name}, tried.slug
      from (select n.n, case
                     when n.n = 1 and ${is_slug}::boolean then ${stem}::text
                     else ${stem}::text || '-' || n.n
                   end collate "C" as slug
              from generate_series(1, (select count(*) + 1 from own)) as n (n)) tried
     where not exists (select 1 from own where own.slug = tried.slug)
     order by tried.n
     limit 1
    returning ${columns}`;
}

export async function findWorkspace(db: Queryable, id: string): Promise<Workspace | undefined> {
  const [workspace] = await db.query(sql<Workspace>`
    select ${columns}
      from workspaces w
     where w.id = ${id}
       and w.deleted_at is null`);
  return workspace;
}

/** Whether everyone in the workspace may read earlier texts. */
export function findVersionVisibility(id: string): Sql<Pick<Workspace, "versions_visible_to_all">> {
  return prepared(sql<Pick<Workspace, "versions_visible_to_all">>`
    select w.versions_visible_to_all
      from workspaces w
     where w.id = ${id}`);
}

/** What somebody who joins a workspace gets to see of it. */
export type LiveWorkspace = Pick<Workspace, "id" | "name" | "slug" | "former_slugs">;

/**
 * Locks a workspace against deletion until the transaction ends; returns no row if it is deleted.
 */
export function lockLiveWorkspace(id: string): Sql<LiveWorkspace> {
  return sql<LiveWorkspace>`
    select w.id, w.name, w.slug, w.former_slugs
      from workspaces w
     where w.id = ${id}
       and w.deleted_at is null
       for share`;
}

/** A workspace that may be deleted, and whether it still can be restored. */
export type LockedWorkspace = Workspace & { is_restorable: boolean };

/** Locks a workspace, deleted or not, for a change that the operator makes. */
export function lockWorkspaceForOperator(id: string): Sql<LockedWorkspace> {
  return sql<LockedWorkspace>`
    select ${columns}, coalesce(${isRestorable}, false) as is_restorable
      from workspaces w
     where w.id = ${id}
       for no key update`;
}

/** The same for a member. Nobody can lock a workspace that they are not a member of. */
export function lockWorkspaceOfMember(id: string, user_id: string): Sql<LockedWorkspace> {
  return sql<LockedWorkspace>`
    select ${columns}, coalesce(${isRestorable}, false) as is_restorable
      from workspaces w
     where w.id = ${id}
       and exists (
             select 1
               from members m
              where m.workspace_id = w.id
                and m.user_id = ${user_id}
                and m.removed_at is null)
       for no key update`;
}

/** Whether somebody who can sign in is an admin. */
export async function hasAdmin(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select m.user_id
      from members m
     where m.workspace_id = ${id}
       and m.role = 'admin'
       and m.kind = 'person'
       and m.removed_at is null
     limit 1`);
  return rows.length > 0;
}

/**
 * The workspaces in which the user is an active member, newest first; or the deleted ones that they
 * can restore. Members of a deleted workspace stay as they were.
 */
export async function listWorkspacesOf(
  db: Queryable,
  user_id: string,
  { is_deleted, after, limit }: PageRange & { is_deleted: boolean },
): Promise<Workspace[]> {
  const state = is_deleted
    ? sql`${isRestorable} and m.role = 'admin' and m.kind = 'person'`
    : sql`w.deleted_at is null`;
  const older = after
    ? sql`and (w.created_at, w.id) < (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return await db.query(sql<Workspace>`
    select ${columns}
      from members m
      join workspaces w on w.id = m.workspace_id
     where m.user_id = ${user_id}
       and m.removed_at is null
       and ${state}
       ${older}
     order by w.created_at desc, w.id desc
     limit ${limit}`);
}

/** Sets these fields of a locked workspace. */
export async function setWorkspaceFields(
  tx: Tx,
  id: string,
  { name, slug, require_if_match, versions_visible_to_all }: Partial<WorkspaceFields>,
): Promise<Workspace> {
  const changes = [
    name !== undefined && sql`name = ${name}`,
    slug !== undefined && sql`slug = ${slug}, former_slugs = ${formerSlugs(slug)}`,
    require_if_match !== undefined && sql`require_if_match = ${require_if_match}`,
    versions_visible_to_all !== undefined &&
      sql`versions_visible_to_all = ${versions_visible_to_all}`,
    sql`updated_at = clock_timestamp()`,
  ].filter((change) => change !== false);
  const [workspace] = await tx.query(sql<Workspace>`
    update workspaces w
       set ${join(changes, ", ")}
     where w.id = ${id}
    returning ${columns}`);
  if (!workspace) throw new Error(`The workspace ${id} is gone although it was locked.`);
  return workspace;
}

/** The former slugs after a change to this one, which is no longer one of them. */
function formerSlugs(slug: string): Sql {
  return sql`
    (array_remove(array_prepend(w.slug, w.former_slugs), ${slug}))[1:${limits.former_slugs}::integer]`;
}

/** Deletes or restores a locked workspace. */
export async function setWorkspaceDeleted(
  tx: Tx,
  id: string,
  is_deleted: boolean,
): Promise<Workspace> {
  const deleted_at = is_deleted ? sql`clock_timestamp()` : sql`null`;
  const [workspace] = await tx.query(sql<Workspace>`
    update workspaces w
       set deleted_at = ${deleted_at}, updated_at = clock_timestamp()
     where w.id = ${id}
    returning ${columns}`);
  if (!workspace) throw new Error(`The workspace ${id} is gone although it was locked.`);
  return workspace;
}

const columns = sql`
  w.id, w.name, w.slug, w.former_slugs, w.require_if_match, w.versions_visible_to_all, w.created_at, w.deleted_at`;

const isRestorable = sql`
  w.deleted_at > clock_timestamp() - ${limits.workspace_restore_days} * interval '1 day'`;

/** How many there are, counted up to the limit. */
export function countWorkspacesOf(user_id: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from members m
             where m.user_id = ${user_id}
               and m.role = 'admin'
               and m.removed_at is null
             limit ${limits.workspaces_of_person}) counted`;
}

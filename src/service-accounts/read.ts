import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { readKeysetPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { Problem } from "../problems.ts";
import { findServiceAccount, listServiceAccounts, type ServiceAccount } from "./queries.ts";
import { type ApiToken, findToken, listApiTokens } from "./token-queries.ts";

type InWorkspace = Pick<WorkspaceContext, "workspace_id">;
type PageQuery = { cursors: Cursors; cursor?: string | undefined; limit: number };

/**
 * A page of a workspace's service accounts, oldest first. Throws `invalid_request` for a cursor of
 * another list.
 */
export async function listAccounts(
  db: Queryable,
  { workspace_id }: InWorkspace,
  { cursors, ...page }: PageQuery,
): Promise<Page<ServiceAccount>> {
  const binding = ["service-accounts", 1, workspace_id];
  const { data, next_cursor } = await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listServiceAccounts(db, workspace_id, range),
  );
  return { data: data.map(({ id: _, ...account }) => account), next_cursor };
}

/** Reads one service account. Throws `not_found`, also for a member who is a person. */
export async function readAccount(
  db: Queryable,
  { workspace_id }: InWorkspace,
  user_id: string,
): Promise<ServiceAccount> {
  const account = await findServiceAccount(db, { workspace_id, user_id });
  if (!account) throw noSuchAccount();
  return account;
}

/**
 * A page of an account's tokens, newest first. Throws `not_found`, and `invalid_request` for a
 * cursor of another list.
 */
export async function listAccountTokens(
  db: Queryable,
  context: InWorkspace,
  user_id: string,
  { cursors, ...page }: PageQuery,
): Promise<Page<ApiToken>> {
  const key = await readAccount(db, context, user_id);
  const binding = ["tokens", 1, key.workspace_id, key.user_id];
  return await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listApiTokens(db, key, range),
  );
}

/** Reads one token. Throws `not_found`, also if it was revoked. */
export async function readToken(
  db: Queryable,
  { workspace_id }: InWorkspace,
  { user_id, token_id }: { user_id: string; token_id: string },
): Promise<ApiToken> {
  const token = await findToken(db, { workspace_id, user_id, id: token_id });
  if (!token) throw noSuchToken();
  return token;
}

export function noSuchAccount(): Problem {
  return new Problem("not_found", "This workspace has no such service account.");
}

export function noSuchToken(): Problem {
  return new Problem("not_found", "This service account has no such API token.");
}

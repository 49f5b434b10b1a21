import { gated } from "../db/gate.ts";
import type { Queryable, RowsOfEach } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { plainTexts } from "../mentions/texts.ts";
import { Problem } from "../problems.ts";
import { type Permission, rolesWith, type TokenScope } from "./permissions.ts";
import {
  lockAllMembers,
  lockMembers,
  lockWorkspace,
  type MembershipStatus,
  readCredentialStatus,
  readMembershipStatus,
} from "./queries.ts";
import {
  createActor,
  type LockedMember,
  type Origin,
  type Principal,
  requireScope,
  tokenAllows,
  type WorkspaceContext,
} from "./workspace-context.ts";

/** What a principal requests to do, and where. */
export interface AccessRequest {
  workspace_id: string;
  principal: Principal;
  origin: Origin;
  permission: Permission;
}

/**
 * Authorizes a read by the role in the database, and runs `queries` in the same batch; they read
 * nothing if it is refused. Throws `not_found` for a workspace that the principal is not a member
 * of, `unauthenticated` if the session or API token has ended, `forbidden` if the role is too low,
 * `insufficient_scope` and `person_required` for an API token; then whatever `queries` throws.
 */
export async function authorizeRead<const Queries extends readonly Sql<unknown>[] = readonly []>(
  db: Queryable,
  request: AccessRequest,
  queries: () => Queries | readonly [] = () => [],
): Promise<{ context: WorkspaceContext; rows: RowsOfEach<Queries> }> {
  let refusal: unknown;
  let declared: readonly Sql<unknown>[] = [];
  try {
    declared = queries();
  } catch (error) {
    // For example a cursor of another list. It is reported only after authorization has succeeded.
    refusal = error;
  }
  const [[status], ...rows] = await db.batch([membershipStatus(request), ...declared.map(gated)]);
  const context = toContext(request, status, []);
  if (refusal) throw refusal;
  return { context, rows: rows as RowsOfEach<Queries> };
}

/** Which member rows a write locks before it is authorized. */
export interface MemberLocks {
  /**
   * - `shared`: the rows of the actor and of `others`, `for share`, as every ordinary write does.
   * - `members`: the workspace's row, then the same rows exclusively, to change members.
   * - `workspace`: the workspace's row and all its members.
   */
  lock: "shared" | "members" | "workspace";
  /** Other members whose rows the write depends on. */
  others: readonly string[];
}

/**
 * Authorizes a write inside its own transaction. It locks the member rows that the write depends on
 * until COMMIT: once a removal is acknowledged, no write of that member can follow.
 *
 * The statements are sent in the transaction's next batch, before any that are deferred later. Call
 * the returned function after that batch has returned; it throws what `authorizeRead` throws.
 */
export function authorizeWrite(
  tx: Tx,
  request: AccessRequest,
  { lock, others }: MemberLocks,
): () => WorkspaceContext {
  const { workspace_id, principal } = request;
  if (lock !== "shared") tx.defer(gated(lockWorkspace(workspace_id)));
  const user_ids = [...new Set([principal.user_id, ...others])];
  const strength = lock === "shared" ? "for share" : "for no key update";
  const members = tx.defer(
    gated(
      lock === "workspace"
        ? lockAllMembers(workspace_id)
        : lockMembers(workspace_id, user_ids, strength),
    ),
  );
  // After the locks, because a statement sees what was committed before it started.
  const status = tx.defer(membershipStatus(request));
  return () => toContext(request, status()[0], members());
}

/**
 * Checks that the session or API token is live, and that the scopes of a token include `scope`. Throws
 * `unauthenticated` and `insufficient_scope`.
 */
export async function authorizePrincipal(
  db: Queryable,
  principal: Principal,
  scope?: TokenScope,
): Promise<void> {
  const [status] = await db.query(readCredentialStatus(principal));
  requireLiveCredential(principal, status);
  requireScope(principal, scope);
}

/**
 * Checks the same in the transaction's next batch. Call the returned function after that batch has
 * returned.
 */
export function authorizePrincipalWrite(
  tx: Tx,
  principal: Principal,
  scope?: TokenScope,
): () => void {
  const status = tx.defer(readCredentialStatus(principal));
  return () => {
    requireLiveCredential(principal, status()[0]);
    requireScope(principal, scope);
  };
}

function membershipStatus({ workspace_id, principal, permission }: AccessRequest) {
  const isAllowed = principal.kind === "session" || tokenAllows(principal, permission);
  const roles = isAllowed ? rolesWith(permission) : [];
  return readMembershipStatus({ workspace_id, principal, roles });
}

function toContext(
  { workspace_id, principal, origin, permission }: AccessRequest,
  status: MembershipStatus | undefined,
  members: readonly LockedMember[],
): WorkspaceContext {
  requireLiveCredential(principal, status);
  if (!status?.role) {
    throw new Problem("not_found", "No such workspace exists, or you are not a member of it.");
  }
  const actor = createActor(principal, status.role);
  actor.require(permission);
  return {
    workspace_id,
    actor,
    origin,
    members: new Map(members.map((member) => [member.user_id, member])),
    require_if_match: status.require_if_match,
    texts: plainTexts,
  };
}

function requireLiveCredential(
  { kind }: Principal,
  status: { credential_is_live: boolean } | undefined,
): void {
  if (status?.credential_is_live) return;
  const detail = {
    session: "This session has ended. Sign in again.",
    token: "This API token was revoked or has expired. Use another one.",
  };
  throw new Problem("unauthenticated", detail[kind]);
}

import { isReadOnly } from "../db/driver/batch.ts";
import type { Queryable } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { type Permission, rolesWith } from "./permissions.ts";
import {
  isCredentialLive,
  lockAllMembers,
  lockMembers,
  lockWorkspace,
  type MembershipStatus,
  readMembership,
  readMembershipStatus,
  restrictToRoles,
} from "./queries.ts";
import {
  type Actor,
  createActor,
  type LockedMember,
  type Origin,
  type Principal,
  type WorkspaceContext,
} from "./workspace-context.ts";

/** What a caller asks to do, and where. */
export interface AccessRequest {
  workspace_id: string;
  principal: Principal;
  origin: Origin;
  permission: Permission;
}

/**
 * A caller on the way in. The judgement takes no round trip of its own: it travels in front of the first
 * statement that is asked through `db`, whose rows nobody sees before it was passed.
 */
export interface Authorization<Q extends Queryable> {
  context: WorkspaceContext;
  db: Q;
  /** Has the caller judged, where nothing was asked yet. Throws what they are refused with. */
  authorize(): Promise<void>;
}

/**
 * Judges a read by the role in the database. A workspace that the caller is no member of does not exist
 * (404 `not_found`), a session or API token that is over is 401, a role that is too low is 403 with the missing permission.
 */
export function authorizeRead<Q extends Queryable>(
  db: Q,
  request: AccessRequest,
): Authorization<Q> {
  const { workspace_id, principal } = request;
  return createAuthorization(db, request, {
    queries: [readMembership(workspace_id, principal)],
    toMember: ([[status]]: [MembershipStatus[]]) => status && { ...status, members: [] },
  });
}

/**
 * Judges a write inside its own transaction, holding the member rows that it depends on until COMMIT: once
 * a removal is acknowledged, no write of that member can follow.
 *
 * `lock` says how much is held: the rows of the actor and of `membersToLock` shared (every ordinary write), the
 * same rows exclusively behind the workspace's (changes of members), or the workspace and all its members.
 * `check` is judged last.
 */
export async function authorizeWrite(
  tx: Tx,
  request: AccessRequest,
  { lock, membersToLock, check }: WriteOptions,
): Promise<Authorization<Tx>> {
  const { workspace_id, principal } = request;
  const user_ids = [principal.user_id, ...membersToLock];
  if (lock !== "shared") await lockWorkspace(tx, workspace_id);
  if (lock === "workspace") await lockAllMembers(tx, workspace_id);

  const strength = lock === "shared" ? "for share" : "for no key update";
  const authorization = createAuthorization(tx, request, {
    queries: [
      lockMembers(workspace_id, user_ids, strength),
      readMembershipStatus(workspace_id, principal),
    ],
    toMember: ([members, [status]]: [LockedMember[], Omit<MembershipStatus, "role">[]]) => {
      const own = members.find(({ user_id }) => user_id === principal.user_id);
      if (!status || !own || own.removed_at !== null) return undefined;
      return { ...status, role: own.role, members };
    },
    check,
  });
  // Where members or the workspace change, their rows are what the command goes by from the beginning.
  if (lock !== "shared") await authorization.authorize();
  return authorization;
}

interface WriteOptions {
  lock: "shared" | "members" | "workspace";
  membersToLock: readonly string[];
  check: (context: WorkspaceContext) => void;
}

/** Judges what needs no workspace: the session or API token must be alive. */
export async function authorizePrincipal(db: Queryable, principal: Principal): Promise<void> {
  if (!(await isCredentialLive(db, principal))) throw credentialExpired(principal);
}

type AuthorizedMember = MembershipStatus & { members: readonly LockedMember[] };

interface AuthorizationQueries<Rows> {
  queries: readonly Sql<unknown>[];
  toMember: (rows: Rows) => AuthorizedMember | undefined;
  check?: (context: WorkspaceContext) => void;
}

function createAuthorization<Q extends Queryable, Rows extends unknown[][]>(
  db: Q,
  request: AccessRequest,
  { queries, toMember, check }: AuthorizationQueries<Rows>,
): Authorization<Q> {
  const { workspace_id, principal, permission } = request;
  const guard = { workspace_id, user_id: principal.user_id, roles: rolesWith(permission) };
  let member: AuthorizedMember | undefined;
  let authorized: Promise<unknown[][]> | undefined;
  const context = new AuthorizedContext(request, () => {
    if (!member) throw new Error("The role counts before anything was asked of the database.");
    return member;
  });

  const authorizeWith = async (statements: readonly Sql<unknown>[]): Promise<unknown[][]> => {
    const rows = await db.batch([
      ...queries,
      ...statements.map((statement) => restrictToRoles(guard, statement)),
    ]);
    const found = toMember(rows.splice(0, queries.length) as Rows);
    if (!found) throw await denialReason(db, principal);
    if (!found.credential_is_live) throw credentialExpired(principal);
    member = found;
    context.actor.require(permission);
    check?.(context);
    return rows;
  };
  const authorize = async (): Promise<void> => {
    authorized ??= authorizeWith([]);
    await authorized;
  };
  const batch: Queryable["batch"] = async (statements) => {
    if (!authorized && statements.every(isReadOnly)) {
      authorized = authorizeWith(statements);
      return await authorized;
    }
    await authorize();
    return await db.batch(statements);
  };
  const query = async <Row>(statement: Sql<Row>) => (await batch([statement]))[0] as Row[];
  return { context, authorize, db: { ...db, batch, query } };
}

/** A class for its getters, as an actor is. */
class AuthorizedContext implements WorkspaceContext {
  readonly workspace_id: string;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly #member: () => AuthorizedMember;

  constructor({ workspace_id, principal, origin }: AccessRequest, member: () => AuthorizedMember) {
    this.workspace_id = workspace_id;
    this.actor = createActor(principal.user_id, () => member().role, principal);
    this.origin = origin;
    this.#member = member;
  }

  get members(): WorkspaceContext["members"] {
    return new Map(this.#member().members.map((member) => [member.user_id, member]));
  }

  get require_if_match(): boolean {
    return this.#member().require_if_match;
  }
}

async function denialReason(db: Queryable, principal: Principal): Promise<Problem> {
  if (!(await isCredentialLive(db, principal))) return credentialExpired(principal);
  return new Problem("not_found", "There is no such workspace, or you are no member of it.");
}

function credentialExpired({ kind }: Principal): Problem {
  const detail = {
    session: "This session has ended: sign in again.",
    token: "This API token is not valid, or no longer.",
  };
  return new Problem("unauthenticated", detail[kind]);
}

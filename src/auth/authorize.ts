import type { Queryable } from "../db/pool.ts";
import { pipeline, type Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import type { Permission } from "./permissions.ts";
import {
  findStanding,
  isCredentialLive,
  lockAllMembers,
  lockMembers,
  lockWorkspace,
  readStanding,
} from "./queries.ts";
import { actorOf, type Caller, type HeldMember, type Origin, type Scope } from "./scope.ts";

/** What a caller asks to do, and where. */
export interface Attempt {
  workspace_id: string;
  caller: Caller;
  origin: Origin;
  permission: Permission;
}

/** A scope, and whether its workspace takes changes of tickets only under `If-Match`. */
export interface Granted {
  scope: Scope;
  require_if_match: boolean;
}

/**
 * Judges a read by the role in the database. A workspace that the caller is no member of does not exist
 * (404 `not_found`), a session or API token that is over is 401, a role that is too low is 403 with the missing permission.
 */
export async function authorizeRead(db: Queryable, attempt: Attempt): Promise<Granted> {
  const { workspace_id, caller } = attempt;
  const standing = await findStanding(db, workspace_id, caller);
  if (!standing) throw await whyNot(db, caller);
  if (!standing.credential_is_live) throw isOver(caller);
  return grant(attempt, standing.role, standing.require_if_match, []);
}

/**
 * Judges a write inside its own transaction, holding the member rows that it depends on until COMMIT: once
 * a removal is acknowledged, no write of that member can follow.
 *
 * `lock` says how much is held: the rows of the actor and of `alongside` shared (every ordinary write), the
 * same rows exclusively behind the workspace's (changes of members), or the workspace and all its members.
 */
export async function authorizeWrite(
  tx: Tx,
  attempt: Attempt,
  { lock, alongside }: { lock: "shared" | "members" | "workspace"; alongside: readonly string[] },
): Promise<Granted> {
  const { workspace_id, caller } = attempt;
  const user_ids = [caller.user_id, ...alongside];
  if (lock !== "shared") await lockWorkspace(tx, workspace_id);
  if (lock === "workspace") await lockAllMembers(tx, workspace_id);

  const strength = lock === "shared" ? "for share" : "for no key update";
  const [members, [standing]] = await pipeline(tx, [
    lockMembers(workspace_id, user_ids, strength),
    readStanding(workspace_id, caller),
  ]);
  const own = members.find(({ user_id }) => user_id === caller.user_id);
  if (!standing || !own || own.removed_at !== null) throw await whyNot(tx, caller);
  if (!standing.credential_is_live) throw isOver(caller);
  return grant(attempt, own.role, standing.require_if_match, members);
}

/** Judges what needs no workspace: the session or API token must be alive. */
export async function authorizeCaller(db: Queryable, caller: Caller): Promise<void> {
  if (!(await isCredentialLive(db, caller))) throw isOver(caller);
}

function grant(
  { workspace_id, caller, origin, permission }: Attempt,
  role: HeldMember["role"],
  require_if_match: boolean,
  members: HeldMember[],
): Granted {
  const actor = actorOf(caller.user_id, role, caller);
  actor.mustHave(permission);
  const byUser = new Map(members.map((member) => [member.user_id, member]));
  return { scope: { workspace_id, actor, origin, members: byUser }, require_if_match };
}

async function whyNot(db: Queryable, caller: Caller): Promise<Problem> {
  if (!(await isCredentialLive(db, caller))) return isOver(caller);
  return new Problem("not_found", "There is no such workspace, or you are no member of it.");
}

function isOver({ kind }: Caller): Problem {
  const detail = {
    session: "This session has ended: sign in again.",
    token: "This API token is not valid, or no longer.",
  };
  return new Problem("unauthenticated", detail[kind]);
}

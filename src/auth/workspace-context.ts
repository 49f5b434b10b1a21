import { Problem } from "../problems.ts";
import { isPersonOnly, type Permission, type Role, roleHas } from "./permissions.ts";

/** Who asks. Whether what they showed is still good is for the database to say, in every request. */
export type Principal = SessionPrincipal | TokenPrincipal;

/** A person, through one of the sessions that they signed in to. */
export interface SessionPrincipal {
  kind: "session";
  user_id: string;
  session_id: string;
}

/** A service account, by one of its API tokens, which is good in its workspace and nowhere else. */
export interface TokenPrincipal {
  kind: "token";
  user_id: string;
  workspace_id: string;
  token: { id: string; name: string };
  /** What the token is good for, of all that the account's role allows; null for all of it. */
  scopes: readonly Permission[] | null;
}

/**
 * A caller, and until when that is taken from what they showed: seconds since 1970. Null where only the
 * database knows, as of an API token.
 */
export type PrincipalWithExpiry = Principal & { expires_at: number | null };

/** Where a request came from, and by which API token, for the record. */
export interface Origin {
  address: string | null;
  user_agent: string | null;
  request_id: string | null;
  token: TokenPrincipal["token"] | null;
}

/** A member acting in a workspace, with the role that the database gave them in this very request. */
export interface Actor {
  id: string;
  readonly role: Role;
  may(permission: Permission): boolean;
  /** Throws `forbidden` for what the role lacks, `insufficient_scope` for what the API token does. */
  require(permission: Permission): void;
  /** Throws `person_required`, for what gives access that would outlive the token it was given by. */
  requirePerson(what: string): void;
}

/** A membership as it was when its row was locked. */
export interface LockedMember {
  user_id: string;
  role: Role;
  kind: "person" | "service";
  removed_at: string | null;
}

/**
 * What a command in a workspace acts within. The role of the actor, and all that stands below it here, are
 * known from the first statement on that the command asks the database (see `Authorization`).
 */
export interface WorkspaceContext {
  workspace_id: string;
  actor: Actor;
  origin: Origin;
  /** The rows that it holds locked, by user. */
  members: ReadonlyMap<string, LockedMember>;
  /** Whether the workspace takes changes of tickets only under `If-Match`. */
  require_if_match: boolean;
}

/**
 * `roleOf` is asked each time that the role counts. `principal` is given where it may be a token, whose scopes
 * narrow what the role allows.
 */
export function createActor(id: string, getRole: () => Role, principal?: Principal): Actor {
  return new WorkspaceActor(id, getRole, principal?.kind === "token" ? principal : undefined);
}

/**
 * A class: what an object literal says of a getter V8 makes an old object at once, and the whole request hangs
 * on that until those are collected.
 */
class WorkspaceActor implements Actor {
  readonly id: string;
  readonly #getRole: () => Role;
  readonly #token: TokenPrincipal | undefined;

  constructor(id: string, getRole: () => Role, token: TokenPrincipal | undefined) {
    this.id = id;
    this.#getRole = getRole;
    this.#token = token;
  }

  get role(): Role {
    return this.#getRole();
  }

  may(permission: Permission): boolean {
    return roleHas(this.role, permission) && (!this.#token || tokenAllows(this.#token, permission));
  }

  require(permission: Permission): void {
    requirePermission(this.role, permission);
    if (this.#token && !tokenAllows(this.#token, permission))
      throw insufficientScope(this.#token, permission);
  }

  requirePerson(what: string): void {
    if (this.#token) throw new Problem("person_required", `Only a person can ${what}.`);
  }
}

function requirePermission(role: Role, permission: Permission): void {
  if (roleHas(role, permission)) return;
  throw new Problem("forbidden", `The role ${role} lacks the permission ${permission}.`, {
    required_permission: permission,
  });
}

/** Whether the scopes of an API token allow it, whatever the role does. */
export function tokenAllows({ scopes }: TokenPrincipal, permission: Permission): boolean {
  return !isPersonOnly(permission) && (scopes === null || scopes.includes(permission));
}

function insufficientScope({ token, scopes }: TokenPrincipal, permission: Permission): Problem {
  const members = { required_permission: permission };
  if (isPersonOnly(permission)) {
    const detail = `No API token has the permission ${permission}: sign in as a person.`;
    return new Problem("person_required", detail, members);
  }
  const detail = `The role has the permission ${permission}, the API token ${token.name} lacks it.`;
  return new Problem("insufficient_scope", detail, { ...members, scopes });
}

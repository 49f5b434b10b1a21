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

/** What a command in a workspace acts within: who, where, and what was locked for it. */
export interface WorkspaceContext {
  workspace_id: string;
  actor: Actor;
  origin: Origin;
  /** The member rows that are locked, by user; none in a read. */
  members: ReadonlyMap<string, LockedMember>;
  /** Whether the workspace accepts changes of tickets only with `If-Match`. */
  require_if_match: boolean;
}

/** The actor of a principal whose role is known. An API token's scopes narrow what the role allows. */
export function createActor(principal: Principal, role: Role): Actor {
  const token = principal.kind === "token" ? principal : undefined;
  return {
    id: principal.user_id,
    role,
    may: (permission) => roleHas(role, permission) && (!token || tokenAllows(token, permission)),
    require(permission) {
      requirePermission(role, permission);
      if (token && !tokenAllows(token, permission)) throw insufficientScope(token, permission);
    },
    requirePerson(what) {
      if (token) throw new Problem("person_required", `Only a person can ${what}.`);
    },
  };
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

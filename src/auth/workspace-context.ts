import type { Texts } from "../mentions/texts.ts";
import { Problem } from "../problems.ts";
import { isPersonOnly, type Permission, type Role, roleHas } from "./permissions.ts";

/**
 * The credential of a request. Whether it is still valid is read from the database in every
 * request.
 */
export type Principal = SessionPrincipal | TokenPrincipal;

interface Expiring {
  /** When the credential expires, in seconds since 1970. Null if only the database knows. */
  expires_at: number | null;
}

/** A person, through one of the sessions that they signed in to. */
export interface SessionPrincipal extends Expiring {
  kind: "session";
  user_id: string;
  session_id: string;
}

/** A service account, through one of its API tokens, which is valid only in its workspace. */
export interface TokenPrincipal extends Expiring {
  kind: "token";
  user_id: string;
  workspace_id: string;
  token: { id: string; name: string };
  /**
   * The permissions that the token is restricted to, within the account's role; null if it is not
   * restricted.
   */
  scopes: readonly Permission[] | null;
}

/** Where a request came from, and through which API token, for the audit log. */
export interface Origin {
  address: string | null;
  /**
   * The key of the address in rate limits and in the queue of passwords. Set where passwords are
   * hashed.
   */
  sender?: string;
  user_agent: string | null;
  request_id: string | null;
  token: TokenPrincipal["token"] | null;
}

/** A member acting in a workspace, with the role that the database returned in this request. */
export interface Actor {
  id: string;
  readonly role: Role;
  may(permission: Permission): boolean;
  /**
   * Throws `forbidden` if the role lacks the permission, `insufficient_scope` or `person_required`
   * if the API token does.
   */
  require(permission: Permission): void;
  /**
   * Throws `person_required` for an API token. For actions that give access which would outlive the
   * token.
   */
  requirePerson(what: string): void;
}

/** A membership as it was when its row was locked. */
export interface LockedMember {
  user_id: string;
  role: Role;
  kind: "person" | "service";
  removed_at: string | null;
}

/** The workspace of a request, its actor and the member rows that are locked for it. */
export interface WorkspaceContext {
  workspace_id: string;
  actor: Actor;
  origin: Origin;
  /** The locked member rows by user ID; empty in a read. */
  members: ReadonlyMap<string, LockedMember>;
  /** Whether changes of tickets require `If-Match`. */
  require_if_match: boolean;
  /** Renders the texts of the request. It knows the members that they mention. */
  texts: Texts;
}

/**
 * The actor for a principal with a known role. An API token's scopes restrict what the role allows.
 */
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
  throw new Problem(
    "forbidden",
    `The role ${role} does not include the permission ${permission}.`,
    {
      required_permission: permission,
    },
  );
}

/** Whether the scopes of an API token allow it, whatever the role is. */
export function tokenAllows({ scopes }: TokenPrincipal, permission: Permission): boolean {
  return !isPersonOnly(permission) && (scopes === null || scopes.includes(permission));
}

/** Throws `insufficient_scope` if the principal is an API token whose scopes lack the permission. */
export function requireScope(principal: Principal, permission: Permission | undefined): void {
  if (permission === undefined || principal.kind !== "token") return;
  if (!tokenAllows(principal, permission)) throw insufficientScope(principal, permission);
}

function insufficientScope({ token, scopes }: TokenPrincipal, permission: Permission): Problem {
  const members = { required_permission: permission };
  if (isPersonOnly(permission)) {
    const detail = `No API token can have the permission ${permission}. Sign in as a person.`;
    return new Problem("person_required", detail, members);
  }
  const detail = `The role includes the permission ${permission}, but the scopes of the API token ${token.name} do not.`;
  return new Problem("insufficient_scope", detail, { ...members, scopes });
}

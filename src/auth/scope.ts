import { Problem } from "../problems.ts";
import { type Permission, type Role, roleHas } from "./permissions.ts";

/** Who asks: what a valid access token says, and no more. */
export interface Caller {
  user_id: string;
  session_id: string;
}

/** A caller, and how long their token speaks for them: seconds since 1970. */
export interface Bearer extends Caller {
  expires_at: number;
}

/** Where a request came from, for the record. */
export interface Origin {
  address: string | null;
  user_agent: string | null;
  request_id: string | null;
}

/** A person acting in a workspace, with the role that the database gave them in this very request. */
export interface Actor {
  id: string;
  role: Role;
  may(permission: Permission): boolean;
  mustHave(permission: Permission): void;
}

/** A membership as it was when its row was locked. */
export interface HeldMember {
  user_id: string;
  role: Role;
  removed_at: string | null;
}

/** What a command in a workspace acts within. `members` are the rows that it holds locked, by user. */
export interface Scope {
  workspace_id: string;
  actor: Actor;
  origin: Origin;
  members: ReadonlyMap<string, HeldMember>;
}

export function actorOf(id: string, role: Role): Actor {
  return {
    id,
    role,
    may: (permission) => roleHas(role, permission),
    mustHave: (permission) => mustHave(role, permission),
  };
}

export function mustHave(role: Role, permission: Permission): void {
  if (roleHas(role, permission)) return;
  throw new Problem("forbidden", `The role ${role} lacks the permission ${permission}.`, {
    required_permission: permission,
  });
}

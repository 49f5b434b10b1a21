import type { LockedMember, WorkspaceContext } from "../auth/workspace-context.ts";
import { Problem } from "../problems.ts";

/** The active member with this ID, whose row is locked. Throws `not_found`. */
export function requireActiveMember({ members }: WorkspaceContext, user_id: string): LockedMember {
  const member = members.get(user_id);
  if (member?.removed_at === null) return member;
  throw new Problem("not_found", "This workspace has no such member.");
}

import type { HeldMember, Scope } from "../auth/workspace-context.ts";
import { Problem } from "../problems.ts";

/** The active member of this id whose row the command holds. Throws `not_found`. */
export function heldMember({ members }: Scope, user_id: string): HeldMember {
  const member = members.get(user_id);
  if (member?.removed_at === null) return member;
  throw new Problem("not_found", "There is no such member in this workspace.");
}

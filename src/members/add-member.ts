import type { Role } from "../auth/permissions.ts";
import type { Tx } from "../db/transaction.ts";
import { lockHandles } from "./handles/queries.ts";
import { stemOf } from "./handles/stem-of.ts";
import { joinMember } from "./join-queries.ts";
import type { MemberKey } from "./queries.ts";
import type { Member } from "./schemas.ts";

/** Somebody who becomes a member. Their handle is made from `name`. */
export interface Joining extends MemberKey {
  name: string;
  role: Role;
  kind?: Member["kind"];
}

/**
 * Makes a user a member, with a handle that nobody in the workspace ever had, or reactivates a former
 * one, who keeps theirs. Locks the handles of the workspace. Returns the handle.
 */
export async function addMember(tx: Tx, member: Joining): Promise<string> {
  const [, [joined]] = await tx.batch([
    lockHandles(member.workspace_id),
    joinMember(member, stemOf(member.name)),
  ]);
  if (!joined) throw new Error("The inserted member was not returned.");
  return joined.handle;
}

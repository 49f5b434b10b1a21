import type { z } from "zod";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { changeRole } from "./change-role.ts";
import { changeHandle } from "./handles/change-handle.ts";
import { requireActiveMember } from "./locked-member.ts";
import { findMember } from "./queries.ts";
import type { Member, UpdateMemberBody } from "./schemas.ts";

/**
 * Changes the handle, the role or both of a member; each needs its own permission. Throws what
 * `changeHandle` and `changeRole` throw, and `not_found`.
 */
export async function updateMember(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
  { handle, role }: z.output<typeof UpdateMemberBody>,
): Promise<Member> {
  if (role !== undefined) context.actor.require("member:manage");
  if (handle !== undefined) await changeHandle(tx, context, user_id, handle);
  if (role !== undefined) await changeRole(tx, context, user_id, { role });
  requireActiveMember(context, user_id);
  const member = await findMember(tx, { workspace_id: context.workspace_id, user_id });
  if (!member) throw new Error(`The member ${user_id} is gone although it was locked.`);
  return shownTo(context, member);
}

/** The addresses of others are shown only to those who may manage members. */
function shownTo({ actor }: WorkspaceContext, member: Member): Member {
  const isShown = actor.may("member:manage") || member.user_id === actor.id;
  return isShown ? member : { ...member, email: null };
}

import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { recordEvent } from "../../events/record.ts";
import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import { requireActiveMember } from "../locked-member.ts";
import { findHandleState, lockHandles, setHandle } from "./queries.ts";

/**
 * Gives a member another handle; does nothing if it is the same. Members who are people change their
 * own, and who may manage members changes everybody's. The handles of before remain the member's, so
 * they can be taken back, and old texts still mean the same person. Throws `forbidden`,
 * `person_required`, `not_found`, `handle_taken`, `limit_reached`.
 */
export async function changeHandle(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
  handle: string,
): Promise<void> {
  const { workspace_id, actor } = context;
  if (user_id !== actor.id) actor.require("member:manage");
  else if (!actor.may("member:manage")) actor.requirePerson("change their own handle");
  requireActiveMember(context, user_id);

  const key = { workspace_id, user_id };
  const [, [state]] = await tx.batch([lockHandles(workspace_id), findHandleState(key, handle)]);
  if (!state) throw new Error(`The member ${user_id} is gone although it was locked.`);
  if (state.current === handle) return;
  if (state.owner_id === null) requireRoomFor(state.count);
  else if (state.owner_id !== user_id) throw handleTaken(handle);

  await tx.query(setHandle(key, handle));
  recordEvent(tx, context, {
    type: "member.handle_changed",
    subject: { type: "member", id: user_id },
    personal: { changes: { handle: { from: state.current, to: handle } } },
  });
}

function requireRoomFor(count: number): void {
  const limit = limits.handles_of_member;
  if (count < limit) return;
  throw new Problem(
    "limit_reached",
    `This member has had ${limit} handles, which is the maximum. Choose one of them.`,
    { limit },
  );
}

function handleTaken(handle: string): Problem {
  return new Problem(
    "handle_taken",
    `Another member has or had the handle ${handle}. Choose another one.`,
  );
}

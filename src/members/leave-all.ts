import type { Queryable } from "../db/pool.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import { Problem } from "../problems.ts";
import { lockAccount } from "../users/queries.ts";
import {
  listWorkspacesWithoutOtherAdmin,
  lockMembershipsOf,
  lockWorkspacesOf,
} from "./erasure-queries.ts";
import { lockHandles, setFreeHandle } from "./handles/queries.ts";
import { namelessStem } from "./handles/stem-of.ts";
import { deleteInvitationsTo } from "./invitations/invitation-queries.ts";
import { recordWithdrawal, withdrawInvitationsBy } from "./invitations/withdraw.ts";
import { setMemberRemoved } from "./queries.ts";

interface Leaving {
  id: string;
  email: string;
}

/**
 * Ends all memberships of a person who is being erased, and withdraws the invitations by and to
 * them, at any of their `addresses`. Their handles, which are often names, are replaced; nobody else
 * can have them. Locks their account, so that they join no workspace until the transaction ends. Returns
 * false, without any effect, if they joined one before that: then run it again in another
 * transaction. Throws `last_admin`.
 */
export async function leaveAllWorkspaces(
  tx: Tx,
  person: Leaving,
  addresses: readonly string[] = [person.email],
): Promise<boolean> {
  const { id: user_id } = person;
  const locked = new Set((await tx.query(lockWorkspacesOf(user_id))).map(({ id }) => id));
  await tx.query(lockMembershipsOf(user_id));
  await lockAccount(tx, user_id);
  const all = await tx.query(lockMembershipsOf(user_id));
  const memberships = all.filter(({ removed_at }) => removed_at === null);
  if (!memberships.every(({ workspace_id }) => locked.has(workspace_id))) return false;
  await requireOtherAdmins(tx, person);

  for (const membership of memberships) {
    const { workspace_id, role } = membership;
    const source = { workspace_id, actor: null, origin: systemOrigin };
    await tx.query(setMemberRemoved(membership));
    recordEvent(tx, source, {
      type: "member.removed",
      subject: { type: "member", id: user_id },
      data: { changes: { role: { from: role, to: null } }, cause: "person_erased" },
    });
    await withdrawInvitationsBy(tx, source, user_id);
  }
  for (const invitation of await tx.query(deleteInvitationsTo(addresses))) {
    const { workspace_id } = invitation;
    const source = { workspace_id, actor: null, origin: systemOrigin };
    recordWithdrawal(tx, source, invitation, "invitee_erased");
  }
  for (const membership of all) {
    await tx.batch([lockHandles(membership.workspace_id), setFreeHandle(membership, namelessStem)]);
  }
  return true;
}

/** Throws `last_admin`, with the `workspaces` and the command that helps, if some have no other. */
export async function requireOtherAdmins(
  db: Queryable,
  { id: user_id, email }: Leaving,
): Promise<void> {
  const workspaces = await listWorkspacesWithoutOtherAdmin(db, user_id);
  if (workspaces.length === 0) return;
  const names = workspaces.map(({ id, name }) => `  ${name} (${id})`).join("\n");
  throw new Problem(
    "last_admin",
    `${email} is the only person who is an admin of:\n${names}\n` +
      "Nothing was erased. Make another person an admin of each one first: " +
      "slacky workspace set-admin <id> --email <address>",
    { workspaces },
  );
}

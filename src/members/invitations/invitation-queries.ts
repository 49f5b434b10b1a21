import { isInvitationOfAccount, isInvitationTo } from "../../auth/email-queries.ts";
import type { Role } from "../../auth/permissions.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { emailKeyOf } from "../../text/email-address.ts";
import type { MemberKey } from "../queries.ts";
import type { Member } from "../schemas.ts";

/** Identifies an invitation. */
export interface InvitationKey {
  workspace_id: string;
  id: string;
}

/** A locked invitation. */
export interface Invitation extends InvitationKey {
  email: string;
  role: Role;
}

/** The columns of an invitation `i`, in the form of a member. */
export const invitedColumns = sql`
  i.workspace_id, null::uuid as user_id, null::text as handle, null::text as name, i.email, i.role, 'person' as kind,
  'invited' as state, i.id as invitation_id, i.created_at`;

/** Locks the invitation for an address, in whatever spelling. */
export async function lockInvitationByEmail(
  tx: Tx,
  workspace_id: string,
  email: string,
): Promise<Invitation | undefined> {
  const [invitation] = await tx.query(sql<Invitation>`
    select i.workspace_id, i.id, i.email, i.role
      from invitations i
     where i.workspace_id = ${workspace_id}
       and ${isInvitationTo(email)}
     order by lower(i.email) = lower(${email}) desc, i.id
     limit 1
       for update`);
  return invitation;
}

/** Locks the invitation for a user's address. */
export function lockInvitationOf(
  workspace_id: string,
  user_id: string,
): Sql<Invitation & { invited_by: string }> {
  return sql<Invitation & { invited_by: string }>`
    select i.workspace_id, i.id, i.email, i.role, i.invited_by
      from invitations i
      join users u on ${isInvitationOfAccount}
     where i.workspace_id = ${workspace_id}
       and u.id = ${user_id}
     order by lower(i.email) = lower(u.email) desc, i.id
     limit 1
       for update of i`;
}

export async function insertInvitation(
  tx: Tx,
  invitation: Invitation & { invited_by: string },
): Promise<Member> {
  const [invited] = await tx.query(sql<Member>`
    insert into invitations as i (workspace_id, id, email, email_key, role, invited_by)
    values (${invitation.workspace_id}, ${invitation.id}, ${invitation.email},
            ${emailKeyOf(invitation.email)}, ${invitation.role}, ${invitation.invited_by})
    returning ${invitedColumns}`);
  if (!invited) throw new Error("The inserted invitation was not returned.");
  return invited;
}

/** Changes the role of a locked invitation, and who invited. */
export async function setInvitationRole(
  tx: Tx,
  key: InvitationKey,
  { role, invited_by }: { role: Role; invited_by: string },
): Promise<Member> {
  const [invited] = await tx.query(sql<Member>`
    update invitations i
       set role = ${role}, invited_by = ${invited_by}
     where i.workspace_id = ${key.workspace_id}
       and i.id = ${key.id}
    returning ${invitedColumns}`);
  if (!invited) throw new Error(`The invitation ${key.id} is gone although it was locked.`);
  return invited;
}

export function deleteInvitation(key: InvitationKey): Sql<Invitation> {
  return sql<Invitation>`
    delete from invitations i
     where i.workspace_id = ${key.workspace_id}
       and i.id = ${key.id}
    returning i.workspace_id, i.id, i.email, i.role`;
}

/** Deletes the invitations that a member gave. */
export function deleteInvitationsBy({ workspace_id, user_id }: MemberKey): Sql<Invitation> {
  return sql<Invitation>`
    delete from invitations i
     where i.workspace_id = ${workspace_id}
       and i.invited_by = ${user_id}
    returning i.workspace_id, i.id, i.email, i.role`;
}

/** Deletes the invitations for an address in all workspaces. */
export function deleteInvitationsTo(email: string): Sql<Invitation> {
  return sql<Invitation>`
    delete from invitations i
     where ${isInvitationTo(email)}
    returning i.workspace_id, i.id, i.email, i.role`;
}

/** How many there are, counted up to the limit. */
export function countInvitations(workspace_id: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from invitations i
             where i.workspace_id = ${workspace_id}
             limit ${limits.invitations_of_workspace}) counted`;
}

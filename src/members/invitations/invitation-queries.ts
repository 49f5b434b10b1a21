import {
  isInvitationOfAccount,
  isInvitationTo,
  isInvitationToAny,
} from "../../auth/email-queries.ts";
import type { Role } from "../../auth/permissions.ts";
import type { Queryable } from "../../db/pool.ts";
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

/** An invitation by its link: the key, and the hash of the token. */
export type LinkKey = InvitationKey & { hash: Buffer };

/** What is stored of a token. From the nonce, the server can derive it again. */
export interface StoredToken {
  nonce: string;
  hash: Buffer;
}

export interface Invitation extends InvitationKey {
  email: string;
  role: Role;
}

/** A locked invitation. */
export interface LockedInvitation extends Invitation {
  invited_by: string;
  is_expired: boolean;
  has_token: boolean;
  /** Whether its link was mailed, so that anyone who has it reads that mailbox. */
  is_mailed: boolean;
  is_mailed_recently: boolean;
}

/** A row in the form of a member, with what its link is derived from. */
export type InvitedRow = Omit<Member, "link"> & {
  token_nonce: string | null;
  token_hash: Buffer | null;
};

/** What renews an invitation. Without a token, its link stays. */
export interface Renewal {
  role: Role;
  invited_by: string;
  token: StoredToken | undefined;
  is_mailed: boolean;
}

const isExpired = sql`i.expires_at <= clock_timestamp()`;
const lockedColumns = sql`
  i.workspace_id, i.id, i.email, i.role, i.invited_by, ${isExpired} as is_expired,
  i.token_hash is not null as has_token, i.mailed_at is not null as is_mailed,
  coalesce(i.mailed_at > clock_timestamp()
                         - interval '1 hour' / ${limits.account_mails_per_hour}::double precision,
           false) as is_mailed_recently`;
const newExpiry = sql`clock_timestamp() + ${limits.invitation_days} * interval '1 day'`;

/**
 * The columns of an invitation `i`, in the form of a member. Without the nonce of a link that was mailed:
 * shown to somebody else, it would confirm an address without its mailbox.
 */
export const invitedColumns = sql`
  i.workspace_id, null::uuid as user_id, null::text as handle, null::text as name, i.email, i.role,
  'person' as kind, case when ${isExpired} then 'expired' else 'invited' end as state,
  i.id as invitation_id, i.created_at, i.expires_at, null::text as link,
  case when i.mailed_at is null then i.token_nonce end as token_nonce, i.token_hash`;

/** Locks the invitation for an address, in whatever spelling. */
export async function lockInvitationByEmail(
  tx: Tx,
  workspace_id: string,
  email: string,
): Promise<LockedInvitation | undefined> {
  const [invitation] = await tx.query(sql<LockedInvitation>`
    select ${lockedColumns}
      from invitations i
     where i.workspace_id = ${workspace_id}
       and ${isInvitationTo(email)}
     order by lower(i.email) = lower(${email}) desc, i.id
     limit 1
       for update`);
  return invitation;
}

/** Locks the invitation for a user's address. */
export function lockInvitationOf(workspace_id: string, user_id: string): Sql<LockedInvitation> {
  return sql<LockedInvitation>`
    select ${lockedColumns}
      from invitations i
      join users u on ${isInvitationOfAccount}
     where i.workspace_id = ${workspace_id}
       and u.id = ${user_id}
     order by lower(i.email) = lower(u.email) desc, i.id
     limit 1
       for update of i`;
}

/** Locks the invitation of a link. */
export function lockInvitationByToken({ workspace_id, id, hash }: LinkKey): Sql<LockedInvitation> {
  return sql<LockedInvitation>`
    select ${lockedColumns}
      from invitations i
     where i.workspace_id = ${workspace_id}
       and i.id = ${id}
       and i.token_hash = ${hash}
       for update`;
}

/** What the owner of a link may know of an invitation. */
export interface InvitationByLink {
  workspace_name: string;
  invited_by: string;
  email: string;
  role: Role;
  expires_at: string;
  is_expired: boolean;
}

export async function findInvitation(
  db: Queryable,
  { workspace_id, id, hash }: LinkKey,
): Promise<InvitationByLink | undefined> {
  const [invitation] = await db.query(sql<InvitationByLink>`
    select w.name as workspace_name, u.name as invited_by, i.email, i.role, i.expires_at,
           ${isExpired} as is_expired
      from invitations i
      join workspaces w on w.id = i.workspace_id
      join users u on u.id = i.invited_by
     where i.workspace_id = ${workspace_id}
       and i.id = ${id}
       and i.token_hash = ${hash}
       and w.deleted_at is null`);
  return invitation;
}

/** The names that the mail of an invitation contains. */
export function findInviter(
  workspace_id: string,
  user_id: string,
): Sql<{ workspace: string; inviter: string }> {
  return sql<{ workspace: string; inviter: string }>`
    select w.name as workspace, u.name as inviter
      from members m
      join workspaces w on w.id = m.workspace_id
      join users u on u.id = m.user_id
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${user_id}`;
}

export async function insertInvitation(
  tx: Tx,
  { role, invited_by, token, is_mailed, ...invitation }: Invitation & Renewal,
): Promise<InvitedRow> {
  const [invited] = await tx.query(sql<InvitedRow>`
    insert into invitations as i (
      workspace_id, id, email, email_key, role, invited_by, expires_at, token_nonce, token_hash,
      mailed_at)
    values (${invitation.workspace_id}, ${invitation.id}, ${invitation.email},
            ${emailKeyOf(invitation.email)}, ${role}, ${invited_by}, ${newExpiry},
            ${token?.nonce ?? null}, ${token?.hash ?? null},
            case when ${is_mailed} then clock_timestamp() end)
    returning ${invitedColumns}`);
  if (!invited) throw new Error("The inserted invitation was not returned.");
  return invited;
}

/** Changes the role of a locked invitation, who invited, and when it ends. */
export async function renewInvitation(
  tx: Tx,
  key: InvitationKey,
  { role, invited_by, token, is_mailed }: Renewal,
): Promise<InvitedRow> {
  const link = token
    ? sql`, token_nonce = ${token.nonce}, token_hash = ${token.hash},
           mailed_at = case when ${is_mailed} then clock_timestamp() end`
    : sql``;
  const [invited] = await tx.query(sql<InvitedRow>`
    update invitations i
       set role = ${role}, invited_by = ${invited_by}, expires_at = ${newExpiry}${link}
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

/** Deletes the invitations for these addresses in all workspaces. */
export function deleteInvitationsTo(emails: readonly string[]): Sql<Invitation> {
  return sql<Invitation>`
    delete from invitations i
     where ${isInvitationToAny(emails)}
    returning i.workspace_id, i.id, i.email, i.role`;
}

/** Deletes the invitations for an address from workspaces that its owner is an active member of. */
export function deleteInvitationsOfMember({
  user_id,
  email,
}: {
  user_id: string;
  email: string;
}): Sql<Invitation> {
  return sql<Invitation>`
    delete from invitations i
     using members m
     where ${isInvitationTo(email)}
       and m.workspace_id = i.workspace_id
       and m.user_id = ${user_id}
       and m.removed_at is null
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

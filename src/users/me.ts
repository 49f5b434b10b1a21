import type { z } from "zod";
import type { Origin, SessionPrincipal } from "../auth/workspace-context.ts";
import type { Config } from "../config.ts";
import type { Queryable } from "../db/pool.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { lockMembershipsOf } from "../members/erasure-queries.ts";
import { listInvitationsOf, listMembershipsOf } from "../members/me-queries.ts";
import { setMemberNames } from "../members/names/queries.ts";
import { findOwnAccount, lockAccount, setUserName, toOwnAccount } from "./queries.ts";
import type { Me, UpdateMeBody } from "./schemas.ts";

/** The user with their memberships and invitations. */
export async function getMe(
  db: Queryable,
  { user_id }: Pick<SessionPrincipal, "user_id">,
  config: Pick<Config, "smtpUrl">,
): Promise<z.output<typeof Me>> {
  const [[user], memberships, invitations] = await db.batch([
    findOwnAccount(user_id),
    listMembershipsOf(user_id),
    listInvitationsOf(user_id, { isConfirmed: mailEnabled(config) }),
  ]);
  if (!user) throw new Error(`The user ${user_id} is signed in but has no account.`);
  return { user: toOwnAccount(user), memberships, invitations };
}

/**
 * Changes the fields of the user's own account that the patch names; equal values are not changes.
 */
export async function updateMe(
  tx: Tx,
  { user_id }: SessionPrincipal,
  {
    patch: { name },
    origin,
    config,
  }: { patch: z.output<typeof UpdateMeBody>; origin: Origin; config: Pick<Config, "smtpUrl"> },
): Promise<z.output<typeof Me>> {
  // In the order of every command, members before accounts.
  if (name !== undefined) await tx.query(lockMembershipsOf(user_id));
  const account = await lockAccount(tx, user_id);
  const from = account?.user.name;
  if (name !== undefined && name !== from) {
    await tx.batch([setUserName(user_id, name), setMemberNames(user_id, name)]);
    recordEvent(
      tx,
      { workspace_id: null, actor: { id: user_id }, origin },
      {
        type: "user.updated",
        subject: { type: "user", id: user_id },
        personal: { changes: { name: { from, to: name } } },
      },
    );
  }
  return await getMe(tx, { user_id }, config);
}

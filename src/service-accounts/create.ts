import { randomUUIDv7 } from "node:crypto";
import type { Role } from "../auth/permissions.ts";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { limits } from "../limits.ts";
import { addMember } from "../members/add-member.ts";
import { insertServiceUser } from "../users/queries.ts";
import { countServiceAccounts, findServiceAccount, type ServiceAccount } from "./queries.ts";

/** Creates a service account: a member that acts through API tokens and cannot sign in. Throws `limit_reached`. */
export async function createServiceAccount(
  tx: Tx,
  context: WorkspaceContext,
  { name, role }: { name: string; role: Role },
): Promise<ServiceAccount> {
  const { workspace_id } = context;
  const limit = limits.service_accounts_of_workspace;
  await requireRoom(tx, countServiceAccounts(workspace_id), { limit, things: "service accounts" });
  const user_id = randomUUIDv7();
  await tx.query(insertServiceUser({ id: user_id, name }));
  await addMember(tx, { workspace_id, user_id, role, kind: "service", name });
  const account = await findServiceAccount(tx, { workspace_id, user_id });
  if (!account) throw new Error("A service account was inserted and not returned.");
  recordEvent(tx, context, {
    type: "service_account.created",
    subject: { type: "member", id: user_id },
    data: { name, changes: { role: { from: null, to: role } } },
  });
  return account;
}

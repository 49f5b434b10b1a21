import { transaction } from "../db/transaction.ts";
import { systemOrigin } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { faultSentence, Problem } from "../problems.ts";
import { findAccount } from "../users/queries.ts";
import { createWorkspace } from "./create.ts";
import type { Workspace } from "./queries.ts";
import { CreateWorkspaceBody } from "./schemas.ts";

/**
 * Creates a workspace for an existing account, from the command line. Throws `invalid_request` for
 * an invalid name, `not_found` if no account has the address.
 */
export async function createWorkspaceFor(
  { db }: Pick<Instance, "db">,
  { name, admin_email }: { name: string; admin_email: string },
): Promise<Workspace> {
  const draft = CreateWorkspaceBody.safeParse({ name });
  if (!draft.success) {
    const detail = draft.error.issues[0]?.message ?? "";
    throw new Problem("invalid_request", faultSentence({ pointer: "/name", detail }));
  }
  return await transaction(db, async (tx) => {
    const account = await findAccount(tx, { email: admin_email });
    if (!account) {
      throw new Problem(
        "not_found",
        `No account has the email address ${admin_email}. ` +
          `Create one first: slacky user create --email ${admin_email} --name "…"`,
      );
    }
    return await createWorkspace(tx, { id: account.user.id, origin: systemOrigin }, draft.data);
  });
}

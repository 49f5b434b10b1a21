import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { lockAccountToMail } from "./reset-queries.ts";
import { issueToken } from "./send.ts";
import { accountLink } from "./tokens.ts";

/**
 * A link that resets the password of an account, for the operator to pass on. Using it does not
 * confirm the address, because it did not go through the mailbox. Throws `not_found`.
 */
export async function createResetLink(
  { config, db }: Pick<Instance, "config" | "db">,
  { email }: { email: string },
): Promise<string> {
  return await transaction(db, async (tx) => {
    const account = await lockAccountToMail(tx, email);
    if (!account) throw new Problem("not_found", `No account has the email address ${email}.`);
    const hours = limits.reset_hours;
    const token = issueToken(tx, "reset", account, { hours, is_mailed: false });
    return accountLink(config, "reset", token);
  });
}

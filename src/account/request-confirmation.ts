import type { SessionPrincipal } from "../auth/workspace-context.ts";
import type { Config } from "../config.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { Problem } from "../problems.ts";
import { lockAccount } from "../users/queries.ts";
import { isAddressConfirmed } from "./address-queries.ts";
import { mayMail, sendConfirmation } from "./send.ts";

const HOUR_SECONDS = 3_600;

/**
 * Mails another link that confirms the address of the account; nothing if it is confirmed. Throws
 * `mail_disabled`, and `rate_limited` if the address got too many links in this hour.
 */
export async function requestConfirmation(
  tx: Tx,
  { user_id }: SessionPrincipal,
  config: Pick<Config, "publicUrl" | "smtpUrl">,
): Promise<void> {
  if (!mailEnabled(config)) {
    throw new Problem(
      "mail_disabled",
      "This server sends no mail, so it confirms no address, and nothing depends on it.",
    );
  }
  const account = await lockAccount(tx, user_id);
  if (!account || (await isAddressConfirmed(tx, user_id))) return;
  if (!(await mayMail(tx, account.user.email))) {
    throw new Problem(
      "rate_limited",
      `At most ${limits.account_mails_per_hour} mails with a link go to an address in an hour. Look for one of them, or try again later.`,
      { retry_after: HOUR_SECONDS },
    );
  }
  sendConfirmation(tx, config, account.user);
}

import type { Tx } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { insertNotices } from "../notify.ts";
import { takeExpiringTokens } from "./token-queries.ts";

const [first, second] = limits.token_notice_days;

/**
 * Notifies the admins of a workspace and the creator of an API token that it is about to expire: seven
 * days and one day before. Takes at most `limit` tokens, and returns how many. Each token is marked in
 * the transaction that writes its notices, so they are written once; a token that another worker has
 * locked is left to it.
 */
export async function insertExpiryNotices(tx: Tx, { limit }: { limit: number }): Promise<number> {
  const tokens = await takeExpiringTokens(tx, { first, second, limit });
  insertNotices(
    tx,
    tokens.flatMap(({ workspace_id, recipients, days, ...token }) => {
      const { id, name, user_id, account_name, expires_at } = token;
      const notice = {
        type: "token_expires",
        text: `The API token ${name} of ${account_name} expires within ${days === 1 ? "a day" : `${days} days`}. Create another one before that.`,
        token: { id, name },
        service_account: { id: user_id, name: account_name },
        expires_at,
      };
      return recipients.map((recipient) => ({
        user_id: recipient,
        workspace_id,
        actor_id: null,
        notice,
      }));
    }),
  );
  return tokens.length;
}

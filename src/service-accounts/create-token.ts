import { randomUUIDv7 } from "node:crypto";
import { newApiToken } from "../auth/api-token-format.ts";
import { type Role, roleHas, type TokenScope } from "../auth/permissions.ts";
import { hashToken } from "../auth/refresh-token.ts";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { noSuchAccount } from "./read.ts";
import { type ApiToken, countApiTokens, insertToken } from "./token-queries.ts";

export interface TokenRequest {
  name: string;
  scopes?: readonly TokenScope[] | null | undefined;
  expires_in_days?: number | null | undefined;
}

/**
 * Creates an API token for a service account whose member row is locked, so that the account is not
 * being removed and its role is the one by which the scopes are checked. The token itself is
 * returned here and stored nowhere. Throws `not_found`, `scope_beyond_role`,
 * `limit_reached`.
 */
export async function createApiToken(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
  { name, scopes = null, expires_in_days = null }: TokenRequest,
): Promise<ApiToken & { token: string }> {
  const { workspace_id, actor } = context;
  // The account is not looked up: its row is among the member rows that authorization has locked.
  await tx.flush();
  const account = context.members.get(user_id);
  if (account?.kind !== "service" || account.removed_at !== null) throw noSuchAccount();
  checkScopes(account.role, scopes ?? []);
  const limit = limits.tokens_of_account;
  const count = countApiTokens({ workspace_id, user_id });
  await requireRoom(tx, count, { limit, things: "API tokens of this account" });

  const token = newApiToken();
  const inserted = await insertToken(tx, {
    workspace_id,
    id: randomUUIDv7(),
    user_id,
    name,
    hash: hashToken(token),
    last_four: token.slice(-4),
    scopes: scopes && [...scopes],
    created_by: actor.id,
    expires_in_days,
  });
  recordEvent(tx, context, {
    type: "token.created",
    subject: { type: "token", id: inserted.id },
    data: { user_id, name, scopes: inserted.scopes, expires_at: inserted.expires_at },
  });
  return { ...inserted, token };
}

/** A scope that the role lacks would have no effect, and mislead the token's users. */
function checkScopes(role: Role, scopes: readonly TokenScope[]): void {
  const beyond = scopes.filter((permission) => !roleHas(role, permission));
  if (beyond.length === 0) return;
  throw new Problem(
    "scope_beyond_role",
    `The role ${role} does not include ${beyond.join(", ")}.`,
    {
      errors: [{ pointer: "/scopes", detail: `Must not include ${beyond.join(", ")}.` }],
    },
  );
}

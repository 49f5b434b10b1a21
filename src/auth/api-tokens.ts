import type { Logger } from "pino";
import type { Queryable } from "../db/pool.ts";
import { findTokenPrincipal, setTokensUsed } from "./queries.ts";
import { hashToken } from "./refresh-token.ts";
import type { TokenPrincipal } from "./workspace-context.ts";

const FLUSH_MS = 60_000;
const SEEN_MAX = 10_000;

export interface ApiTokens {
  /**
   * The account that this token had when this process last verified it, from memory. It decides
   * whose rate limit the lookup is counted against, and says nothing about whether the token is
   * still valid.
   */
  accountOf(token: string): string | undefined;
  /** Undefined if the token is unknown, revoked or expired. Every call is one index lookup. */
  verify(db: Queryable, token: string): Promise<TokenPrincipal | undefined>;
  /** Writes when tokens were used since the last flush. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Verifies API tokens. When a token is used is collected in memory and written once a minute in one
 * statement: an update per request would cost more than most requests.
 */
export function createApiTokens(db: Queryable, log: Logger): ApiTokens {
  const seen = new Map<string, string>();
  const used = new Map<string, TokenUse>();

  const flush = async () => {
    const uses = [...used.values()];
    used.clear();
    if (uses.length === 0) return;
    const now = performance.now();
    await setTokensUsed(
      db,
      uses.map(({ principal, at }) => ({
        workspace_id: principal.workspace_id,
        id: principal.token.id,
        ms_ago: now - at,
      })),
    ).catch((error) => {
      log.warn({ err: error }, "Could not store when API tokens were used; will retry.");
      for (const use of uses)
        if (!used.has(use.principal.token.id)) used.set(use.principal.token.id, use);
    });
  };
  const timer = setInterval(() => void flush(), FLUSH_MS).unref();

  return {
    accountOf: (token) => seen.get(keyOf(token)),
    async verify(share, token) {
      const principal = await findTokenPrincipal(share, hashToken(token));
      const key = keyOf(token);
      seen.delete(key);
      if (!principal) return undefined;
      seen.set(key, principal.user_id);
      if (seen.size > SEEN_MAX) seen.delete(seen.keys().next().value ?? "");
      used.set(principal.token.id, { principal, at: performance.now() });
      return principal;
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** `at` is from the monotonic clock, which changes of the system time do not affect. */
interface TokenUse {
  principal: TokenPrincipal;
  at: number;
}

/** Tokens are hashed in memory as well. */
function keyOf(token: string): string {
  return hashToken(token).toString("base64");
}

import type { Logger } from "pino";
import type { Queryable } from "../db/pool.ts";
import { findTokenPrincipal, setTokensUsed } from "./queries.ts";
import { hashToken } from "./refresh-token.ts";
import type { TokenPrincipal } from "./workspace-context.ts";

const FLUSH_MS = 60_000;
const SEEN_MAX = 10_000;

export interface ApiTokens {
  /**
   * Whose token this was when this process met it last, from memory: it says whose budget the look-up is
   * charged to, and nothing of whether the token is still good.
   */
  accountOf(token: string): string | undefined;
  /** Undefined for a token that is unknown, revoked or expired: one look-up in an index, every time. */
  verify(token: string): Promise<TokenPrincipal | undefined>;
  /** Writes which tokens were used since the last time, and when. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * API tokens as requests show them. That one was used is noted in memory and written once a minute, in one
 * statement for all: an update a request would cost more than most requests.
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
      log.warn({ err: error }, "Which API tokens were used could not be written; trying again.");
      for (const use of uses)
        if (!used.has(use.principal.token.id)) used.set(use.principal.token.id, use);
    });
  };
  const timer = setInterval(() => void flush(), FLUSH_MS).unref();

  return {
    accountOf: (token) => seen.get(keyOf(token)),
    async verify(token) {
      const principal = await findTokenPrincipal(db, hashToken(token));
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

/** By this process's own clock, which no change of the time of day reaches. */
interface TokenUse {
  principal: TokenPrincipal;
  at: number;
}

/** The memory holds hashes, too. */
function keyOf(token: string): string {
  return hashToken(token).toString("base64");
}

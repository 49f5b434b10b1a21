import type { Logger } from "pino";
import type { Queryable } from "../db/pool.ts";
import { findTokenCaller, setTokensUsed } from "./queries.ts";
import { hashToken } from "./refresh-token.ts";
import type { TokenCaller } from "./workspace-context.ts";

const FLUSH_MS = 60_000;
const MET_MAX = 10_000;

export interface ApiTokens {
  /**
   * Whose token this was when this process met it last, from memory: it says whose budget the look-up is
   * charged to, and nothing of whether the token is still good.
   */
  accountOf(token: string): string | undefined;
  /** Undefined for a token that is unknown, revoked or expired: one look-up in an index, every time. */
  verify(token: string): Promise<TokenCaller | undefined>;
  /** Writes which tokens were used since the last time, and when. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * API tokens as requests show them. That one was used is noted in memory and written once a minute, in one
 * statement for all: an update a request would cost more than most requests.
 */
export function createApiTokens(db: Queryable, log: Logger): ApiTokens {
  const met = new Map<string, string>();
  const used = new Map<string, TokenUse>();

  const flush = async () => {
    const uses = [...used.values()];
    used.clear();
    if (uses.length === 0) return;
    const now = performance.now();
    await setTokensUsed(
      db,
      uses.map(({ caller, at }) => ({
        workspace_id: caller.workspace_id,
        id: caller.token.id,
        ms_ago: now - at,
      })),
    ).catch((error) => {
      log.warn({ err: error }, "Which API tokens were used could not be written; trying again.");
      for (const use of uses)
        if (!used.has(use.caller.token.id)) used.set(use.caller.token.id, use);
    });
  };
  const timer = setInterval(() => void flush(), FLUSH_MS).unref();

  return {
    accountOf: (token) => met.get(keyOf(token)),
    async verify(token) {
      const caller = await findTokenCaller(db, hashToken(token));
      const key = keyOf(token);
      met.delete(key);
      if (!caller) return undefined;
      met.set(key, caller.user_id);
      if (met.size > MET_MAX) met.delete(met.keys().next().value ?? "");
      used.set(caller.token.id, { caller, at: performance.now() });
      return caller;
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
  caller: TokenCaller;
  at: number;
}

/** The memory holds hashes, too. */
function keyOf(token: string): string {
  return hashToken(token).toString("base64");
}

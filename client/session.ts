import type { SignedIn } from "./operations.ts";
import { isProblem } from "./problem.ts";

/** The tokens of a session. Keep them as secret as a password. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  /**
   * When to refresh before the token expires, in milliseconds since 1970 by this machine's clock.
   */
  refresh_at: number;
}

/** Where tokens are stored between calls, or between runs. Two programs may share one store. */
export interface TokenStore {
  load(): Tokens | undefined | Promise<Tokens | undefined>;
  /** Undefined deletes the tokens. */
  save(tokens: Tokens | undefined): void | Promise<void>;
}

/** The identity of the client: none, a token, or a session. */
export interface Session {
  /** The token to send, refreshed first if it has expired; undefined if the client has none. */
  token(): Promise<string | undefined>;
  /** Another token than this one, which was refused; undefined if none can be obtained. */
  renewed(refused: string): Promise<string | undefined>;
  keep(answer: SignedIn): Promise<void>;
  forget(): Promise<void>;
  refreshToken(): Promise<string | undefined>;
}

/** A fixed token is never renewed: an API token lasts until it is revoked. */
export function fixedToken(token: string): Session {
  return {
    token: async () => token,
    renewed: async () => undefined,
    keep: async () => {},
    forget: async () => {},
    refreshToken: async () => undefined,
  };
}

/**
 * How tokens are obtained: `refresh` spends a refresh token, `signIn` sends a password, if one was
 * given.
 */
export interface TokenSource {
  refresh(refresh_token: string): Promise<SignedIn>;
  signIn?: (() => Promise<SignedIn>) | undefined;
}

/** A token is refreshed this long before it expires, for the time that a request is under way. */
const EARLY_SECONDS = 30;

/**
 * A session that renews itself. If several calls find their token refused, one refreshes it and all use the new
 * one. That invalidates the old refresh token, so the new tokens are saved immediately.
 */
export function ownSession(store: TokenStore, { refresh, signIn }: TokenSource): Session {
  let renewal: Promise<string | undefined> | undefined;

  async function keep(answer: SignedIn): Promise<string> {
    const { access_token, refresh_token, expires_in } = answer;
    const seconds = expires_in - Math.min(EARLY_SECONDS, expires_in / 2);
    await store.save({ access_token, refresh_token, refresh_at: Date.now() + seconds * 1000 });
    return access_token;
  }

  async function renew(refused: string | undefined): Promise<string | undefined> {
    const stored = await store.load();
    // Another program with the same store has already refreshed it.
    if (stored && stored.access_token !== refused) return stored.access_token;
    if (stored) {
      try {
        return await keep(await refresh(stored.refresh_token));
      } catch (error) {
        if (!isProblem(error, "invalid_refresh_token")) throw error;
        const now = await store.load();
        if (now && now.refresh_token !== stored.refresh_token) return now.access_token;
        await store.save(undefined);
        if (!signIn) throw error;
      }
    }
    return signIn && keep(await signIn());
  }

  function renewOnce(refused: string | undefined): Promise<string | undefined> {
    renewal ??= renew(refused).finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  return {
    async token() {
      const stored = await store.load();
      if (!stored) return renewOnce(undefined);
      return Date.now() < stored.refresh_at ? stored.access_token : renewOnce(stored.access_token);
    },
    renewed: renewOnce,
    async keep(answer) {
      await keep(answer);
    },
    forget: async () => store.save(undefined),
    refreshToken: async () => (await store.load())?.refresh_token,
  };
}

/** Stores tokens in memory while the program runs. */
export function memoryStore(): TokenStore {
  let stored: Tokens | undefined;
  return {
    load: () => stored,
    save: (tokens) => {
      stored = tokens;
    },
  };
}

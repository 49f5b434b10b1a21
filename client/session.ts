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
  /** The token that was obtained last, which may have expired; undefined if there is none. */
  presentToken(): Promise<string | undefined>;
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
    presentToken: async () => token,
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

function refreshAt({ expires_in }: SignedIn): number {
  const seconds = expires_in - Math.min(EARLY_SECONDS, expires_in / 2);
  return Date.now() + seconds * 1000;
}

/**
 * A session that renews itself. If several calls find their token refused, one refreshes it and all use the new
 * one. That invalidates the old refresh token, so the new tokens are saved immediately.
 */
export function ownSession(store: TokenStore, { refresh, signIn }: TokenSource): Session {
  let renewal: Promise<string | undefined> | undefined;

  async function keep(answer: SignedIn): Promise<string> {
    const { access_token, refresh_token } = answer;
    // The caller asked for the session cookie: there is nothing to keep.
    if (refresh_token === undefined) return access_token;
    await store.save({ access_token, refresh_token, refresh_at: refreshAt(answer) });
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
    presentToken: async () => (await store.load())?.access_token,
    renewed: renewOnce,
    async keep(answer) {
      await keep(answer);
    },
    forget: async () => store.save(undefined),
    refreshToken: async () => (await store.load())?.refresh_token,
  };
}

/**
 * The session of a page: its access token is in memory, and the browser keeps its refresh token in a
 * cookie that the page cannot read. `refresh` is called when a token is first needed, because only the
 * server can say whether there is a session, and refreshes once for all who call it at the same time.
 * Without a session, calls are sent without a token until somebody signs in.
 */
export function cookieSession(refresh: () => Promise<SignedIn>): Session {
  let current: { access_token: string; refresh_at: number } | undefined;
  let isSignedOut = false;

  function keep(answer: SignedIn): string {
    current = { access_token: answer.access_token, refresh_at: refreshAt(answer) };
    isSignedOut = false;
    return current.access_token;
  }

  function forget(): void {
    current = undefined;
    isSignedOut = true;
  }

  async function renew(): Promise<string> {
    const before = current;
    try {
      return keep(await refresh());
    } catch (error) {
      // Unless somebody has signed in meanwhile.
      if (isProblem(error, "invalid_refresh_token") && current === before) forget();
      throw error;
    }
  }

  return {
    async token() {
      if (isSignedOut) return undefined;
      return current && Date.now() < current.refresh_at ? current.access_token : renew();
    },
    presentToken: async () => current?.access_token,
    async renewed(refused) {
      return current && current.access_token !== refused ? current.access_token : renew();
    },
    keep: async (answer) => void keep(answer),
    forget: async () => forget(),
    refreshToken: async () => undefined,
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

import type { Sender } from "./exchange.ts";
import { type Operations, operations, type SignedIn } from "./operations.ts";
import { type Page, rowsOf } from "./pages.ts";
import { Position } from "./position.ts";
import type { Input, Route } from "./request.ts";
import { type SendOptions, send } from "./send.ts";
import {
  cookieSession,
  fixedToken,
  memoryStore,
  ownSession,
  type Session,
  type TokenStore,
} from "./session.ts";
import { type FeedEvent, type FollowEventsOptions, followEvents } from "./streams/events.ts";
import { followInbox, type UnreadCounts } from "./streams/inbox.ts";
import type { FollowOptions } from "./streams/stream.ts";
import { unlessAborted } from "./wait.ts";

export type OperationName = keyof Operations;

/** The input of an operation: its path parameters, query parameters and body fields in one object. */
export type InputOf<Name extends OperationName> = Operations[Name]["input"];
export type ResponseOf<Name extends OperationName> = Operations[Name]["response"];

/**
 * A refresh whose response was lost can be repeated for sure only within 30 s, so its attempts must
 * be short.
 */
const REFRESH_MS = 8_000;

type Takes<Name extends OperationName, What extends keyof Route> =
  (typeof operations)[Name] extends Record<What, true> ? What : never;

/** The options of a call. Only an operation that takes a key or a version has that option. */
export type CallOptions<Name extends OperationName = never> = Pick<
  SendOptions,
  | "signal"
  | "timeoutMs"
  | "maxAttempts"
  | "keepalive"
  | Takes<Name, "ifMatch">
  | Takes<Name, "idempotencyKey">
>;

type Arguments<Name extends OperationName> =
  Record<never, never> extends InputOf<Name>
    ? [input?: InputOf<Name>, options?: CallOptions<Name>]
    : [input: InputOf<Name> & Complete<Name>, options?: CallOptions<Name>];

/** A list with another type for `fields: "card"`. */
type HasCards = { cards: unknown };
type Complete<Name extends OperationName> = Operations[Name] extends HasCards
  ? { fields?: undefined }
  : unknown;

type AllOf<Name extends OperationName> =
  ResponseOf<Name> extends Page<infer Row>
    ? {
        /** Every row of the list. Each page is requested when its first row is needed. */
        all(...call: Arguments<Name>): AsyncGenerator<Row, void, undefined>;
      }
    : unknown;

type CardsOf<Name extends OperationName> = Operations[Name] extends {
  cards: infer Cards extends Page<unknown>;
}
  ? {
      (input: InputOf<Name> & { fields: "card" }, options?: CallOptions<Name>): Promise<Cards>;
      /** The same, every row of the list. */
      all(
        input: InputOf<Name> & { fields: "card" },
        options?: CallOptions<Name>,
      ): AsyncGenerator<Cards["data"][number], void, undefined>;
    }
  : unknown;

type Call<Name extends OperationName> = CardsOf<Name> &
  ((...call: Arguments<Name>) => Promise<ResponseOf<Name>>) &
  AllOf<Name>;

type Calls = { readonly [Name in keyof Operations]: Call<Name> };

/** Every operation of the contract, by its name, and methods that combine several of them. */
export type SlackyClient = Omit<Calls, "signOut"> & {
  /** Ends the client's own session, or the one of the given refresh token. */
  signOut(input?: InputOf<"signOut">, options?: CallOptions<"signOut">): Promise<void>;
  /** The feed after `after`, then live: each event once and in order, even if connections fail. */
  followEvents(
    from: { workspace_id: string; after?: number },
    options?: FollowEventsOptions,
  ): AsyncGenerator<FeedEvent, void, undefined>;
  /** The unread counts of the inbox: at once, and whenever they may have changed. */
  followInbox(options?: FollowOptions): AsyncGenerator<UnreadCounts, void, undefined>;
};

export type ClientOptions = {
  /** The URL of Slacky, such as https://slacky.example.com */
  url: string;
  /** The maximum number of attempts of a call; 5 by default. */
  maxAttempts?: number;
  /** The maximum total time that a call waits between its attempts; a minute by default. */
  retryTimeoutMs?: number;
  /** The timeout of one attempt; half a minute by default. */
  timeoutMs?: number;
  fetch?: typeof fetch;
} & (
  | {
      /** An API token, or an access token that the caller renews. */
      token: string;
    }
  | {
      /** Signs in when a token is first needed, and again when the session has ended. */
      signIn?: InputOf<"signIn">;
      /** Where the tokens of the session are stored; in memory by default. */
      tokens?: TokenStore;
    }
  | {
      /**
       * For pages of the server itself: the browser keeps the refresh token in a cookie that scripts
       * cannot read.
       */
      session: "cookie";
      /**
       * Runs a refresh. A page can share one among its tabs: it waits for that of another tab and
       * returns its answer instead of sending its own.
       */
      shareRefresh?: (send: () => Promise<SignedIn>) => Promise<SignedIn>;
    }
);

/** Creates a client of one Slacky server, with one identity. */
export function createClient(options: ClientOptions): SlackyClient {
  const { url, maxAttempts = 5, retryTimeoutMs = 60_000, timeoutMs = 30_000 } = options;
  const sendRefresh = () => calls.refreshSession(cookie, { timeoutMs: REFRESH_MS });
  const shareRefresh = "session" in options ? options.shareRefresh : undefined;
  const refresh = oneAtATime(() => (shareRefresh ? shareRefresh(sendRefresh) : sendRefresh()));
  const sender: Sender = {
    url: new URL(url).href.replace(/\/+$/, ""),
    fetch: options.fetch ?? ((...request) => fetch(...request)),
    session: "session" in options ? cookieSession(refresh) : sessionOf(options, () => calls),
    position: new Position(),
    maxAttempts,
    retryTimeoutMs,
    timeoutMs,
  };
  const calls = callsOf(sender);
  return {
    ...calls,
    ...("session" in options
      ? keepingCookie(calls, sender.session, refresh)
      : keepingSession(calls, sender.session)),
    followEvents: (from, follow) => followEvents(sender, from, follow),
    followInbox: (follow) => followInbox(sender, follow),
  };
}

function callsOf(sender: Sender): Calls {
  const calls = Object.entries(operations).map(([name, route]) => [
    name,
    callOf(sender, name, route),
  ]);
  return Object.fromEntries(calls);
}

function callOf(sender: Sender, operation: string, route: Route) {
  const call = (input: Input = {}, options: SendOptions = {}) =>
    send(sender, { operation, route, input, options });
  if (!route.paged) return call;
  const all = (input: Input = {}, options: SendOptions = {}) =>
    rowsOf(
      (cursor) =>
        call({ ...input, cursor: cursor ?? input.cursor }, options) as Promise<Page<unknown>>,
    );
  return Object.assign(call, { all });
}

function sessionOf(
  options: Exclude<ClientOptions, { session: "cookie" }>,
  calls: () => Calls,
): Session {
  if ("token" in options) return fixedToken(options.token);
  const { signIn, tokens = memoryStore() } = options;
  return ownSession(tokens, {
    refresh: (refresh_token) =>
      calls().refreshSession({ refresh_token }, { timeoutMs: REFRESH_MS }),
    signIn: signIn && (() => calls().signIn(signIn)),
  });
}

type SessionCalls = Pick<SlackyClient, "signIn" | "register" | "refreshSession" | "signOut">;

/** The user who signs in through the client makes its later requests. */
function keepingSession(calls: Calls, session: Session): SessionCalls {
  const keep = keepIn(session);
  return {
    signIn: (...call) => keep(calls.signIn(...call)),
    register: (...call) => keep(calls.register(...call)),
    refreshSession: (...call) => keep(calls.refreshSession(...call)),
    async signOut(input, options) {
      const own = await session.refreshToken();
      const refresh_token = input?.refresh_token ?? own;
      if (refresh_token !== undefined) await calls.signOut({ refresh_token }, options);
      if (refresh_token === own) await session.forget();
    },
  };
}

const cookie = { session: "cookie" } as const;

/** The same for a page: each of these calls asks for the session cookie. */
function keepingCookie(
  calls: Calls,
  session: Session,
  refresh: () => Promise<SignedIn>,
): SessionCalls {
  const keep = keepIn(session);
  return {
    signIn: (input, options) => keep(calls.signIn({ ...input, ...cookie }, options)),
    register: (input, options) => keep(calls.register({ ...input, ...cookie }, options)),
    refreshSession: (_input, options) => unlessAborted(keep(refresh()), options?.signal),
    async signOut(_input, options) {
      await calls.signOut(cookie, options);
      await session.forget();
    },
  };
}

function keepIn(session: Session): (answer: Promise<SignedIn>) => Promise<SignedIn> {
  return async (answer) => {
    await session.keep(await answer);
    return answer;
  };
}

/** Calls that come while one is under way get its result. */
function oneAtATime<T>(run: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  return () => {
    current ??= run().finally(() => {
      current = undefined;
    });
    return current;
  };
}

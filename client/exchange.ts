import type { Problem } from "./operations.ts";
import { type Position, positionHeader } from "./position.ts";
import { type CallState, isProblem, NoResponse, SlackyProblem } from "./problem.ts";
import type { Draft } from "./request.ts";
import type { Session } from "./session.ts";
import { unlessAborted } from "./wait.ts";

/** The state that all calls of a client share. */
export interface Sender {
  url: string;
  fetch: typeof fetch;
  session: Session;
  position: Position;
  maxAttempts: number;
  retryTimeoutMs: number;
  timeoutMs: number;
}

/** One exchange: its principal, its request, and its timeout. */
export interface Exchange {
  draft: Draft;
  /** Whether it is sent without a token, or only with one that is there already. */
  token: "none" | "if_present" | "required";
  state: CallState;
  /** Aborts this exchange: the caller's signal, or the client's time limit for retries. */
  signal: AbortSignal;
}

/**
 * Sends a request once and returns the response if it is a success, with an unread body. A token that is
 * refused is renewed once. Throws SlackyProblem and NoResponse, and the reason of `principal` if that aborted.
 */
export async function exchange(
  { session, position, fetch }: Sender,
  { draft, token: need, state, signal }: Exchange,
  caller: AbortSignal | undefined,
): Promise<Response> {
  const ask = async (token: string | undefined): Promise<Response> => {
    const isRead = draft.method === "GET";
    const sent = isRead ? position.current : undefined;
    const response = await answered(state, { method: draft.method, caller }, () =>
      fetch(draft.url, {
        method: draft.method,
        headers: {
          ...draft.headers,
          ...(sent && { [positionHeader]: sent.text }),
          ...(token && { authorization: `Bearer ${token}` }),
        },
        ...(draft.body !== undefined && { body: draft.body }),
        ...(draft.keepalive && { keepalive: true }),
        signal,
        // A token belongs to one server and is not sent to the target of a redirect.
        redirect: "manual",
        // Only what asks for the session cookie may send it.
        credentials: draft.usesCookie ? "same-origin" : "omit",
        cache: "no-store",
      }),
    ).catch((error) => {
      if (!isRead) position.forget();
      throw error;
    });
    position.keep(response.headers.get(positionHeader), sent);
    if (response.ok) return response;
    throw await failureOf(response, state, { method: draft.method, caller });
  };

  const token = await unlessAborted(tokenFor(need, session), caller);
  try {
    return await ask(token);
  } catch (error) {
    if (token === undefined || !isProblem(error, "unauthenticated")) throw error;
    const renewed = await unlessAborted(session.renewed(token), caller);
    if (renewed === undefined) throw error;
    return ask(renewed);
  }
}

async function tokenFor(need: Exchange["token"], session: Session): Promise<string | undefined> {
  if (need === "none") return undefined;
  return need === "required" ? session.token() : session.presentToken();
}

/** Runs a network operation, and reports with its failure whether the request may have arrived. */
export async function answered<T>(
  state: CallState,
  { method, caller }: { method: string; caller: AbortSignal | undefined },
  wait: () => Promise<T>,
): Promise<T> {
  try {
    return await wait();
  } catch (cause) {
    if (caller?.aborted) throw caller.reason;
    throw new NoResponse("there was no response, or it was cut off.", state, {
      mayHaveTakenEffect: method !== "GET" && !wasNeverSent(cause),
      cause,
    });
  }
}

async function failureOf(
  response: Response,
  state: CallState,
  asked: { method: string; caller: AbortSignal | undefined },
): Promise<SlackyProblem | NoResponse> {
  const { status, headers } = response;
  const text = await answered(state, asked, () => response.text());
  const type = headers.get("content-type") ?? "";
  const problem = type.startsWith("application/problem+json") ? asProblem(text) : undefined;
  const problemState = { ...state, retryAfterMs: retryAfterMs(headers.get("retry-after")) };
  if (problem) return new SlackyProblem(problem, problemState);
  return new NoResponse(
    `something other than Slacky responded with ${status || "a redirect"}.`,
    problemState,
    {
      status,
      mayHaveTakenEffect: asked.method !== "GET" && status >= 500,
    },
  );
}

function asProblem(text: string): Problem | undefined {
  try {
    const body = JSON.parse(text);
    return typeof body?.code === "string" ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Node.js reports if a connection was never made. Browsers do not, so there the request counts as sent. */
function wasNeverSent(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return unsent.has(String(cause?.code));
}

const unsent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

import { answered, type Exchange, exchange, type Sender } from "./exchange.ts";
import type { ProblemCode } from "./operations.ts";
import { type CallState, NoResponse, SlackyProblem } from "./problem.ts";
import { draftOf, type Input, type Route } from "./request.ts";
import { backoff, pause } from "./wait.ts";

export interface Call {
  operation: string;
  route: Route;
  input: Input;
  options: SendOptions;
}

/** The options of every call. */
export interface SendOptions {
  signal?: AbortSignal | undefined;
  /** The timeout of one attempt; the client's limit by default. */
  timeoutMs?: number | undefined;
  /** Changes only this version, or fails with `version_mismatch`; `*` is any version. */
  ifMatch?: number | "*" | undefined;
  /** The key with which the call has one effect, however often it is sent; random by default. */
  idempotencyKey?: string | undefined;
  /** The maximum number of attempts of this call; the client's by default. */
  maxAttempts?: number | undefined;
  /** Whether a browser finishes the request after its page was left. Bodies are limited to 64 KiB. */
  keepalive?: boolean | undefined;
}

/** Sends a call until it gets a response, as often as that is safe and useful, and reads the response. */
export async function send(sender: Sender, call: Call): Promise<unknown> {
  const { operation, route, options } = call;
  const { signal, idempotencyKey = randomKey(), timeoutMs = sender.timeoutMs } = options;
  const draft = draftOf(sender.url, operation, call);
  draft.headers.accept = "application/json";
  if (options.keepalive) draft.keepalive = true;
  if (options.ifMatch !== undefined) draft.headers["if-match"] = tagOf(options.ifMatch);
  if (route.idempotencyKey) draft.headers["idempotency-key"] = idempotencyKey;
  const state: CallState = {
    operation,
    idempotencyKey: route.idempotencyKey && idempotencyKey,
    afterLostResponse: false,
  };

  const askOnce = async (): Promise<unknown> => {
    const { signal: own, stop } = limited(signal, timeoutMs);
    try {
      const asked = { draft, token: tokenNeed(route), state, signal: own };
      const response = await exchange(sender, asked, signal);
      if (response.status === 204) return undefined;
      return await answered(state, { method: route.method, caller: signal }, () => response.json());
    } finally {
      stop();
    }
  };

  const mayRepeat = isRepeatable(call);
  const maxAttempts = options.maxAttempts ?? sender.maxAttempts;
  let retryTimeoutMs = sender.retryTimeoutMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce();
    } catch (error) {
      if (!isPassing(error, mayRepeat) || attempt >= maxAttempts) throw error;
      const waitMs = (error.retryAfterMs ?? 0) + backoff(attempt, { first: 250, most: 8_000 });
      if (waitMs > retryTimeoutMs) throw error;
      retryTimeoutMs -= waitMs;
      if (isLost(error)) state.afterLostResponse = true;
      await pause(waitMs, signal);
    }
  }
}

function tokenNeed(route: Route): Exchange["token"] {
  if (route.open) return "none";
  return route.optionalToken ? "if_present" : "required";
}

/** With these codes, the server had no effect and can soon succeed. */
const refusedForNow: readonly ProblemCode[] = [
  "rate_limited",
  "unavailable",
  "request_timeout",
  "request_in_progress",
];

/** Whether the same request may succeed now, and cannot take effect twice. */
function isPassing(error: unknown, mayRepeat: boolean): error is SlackyProblem | NoResponse {
  if (error instanceof SlackyProblem) {
    return refusedForNow.includes(error.code) || (isLost(error) && mayRepeat);
  }
  if (!(error instanceof NoResponse)) return false;
  const { status } = error;
  const isInBetween = status === undefined || status === 429 || (status >= 502 && status <= 504);
  return isInBetween && (!error.mayHaveTakenEffect || mayRepeat);
}

function isLost(error: SlackyProblem | NoResponse): boolean {
  if (error instanceof NoResponse) return error.mayHaveTakenEffect;
  return error.code === "commit_unknown";
}

/** The server gives a spent token the same successor for 30 seconds, and ends a session only once. */
const harmlessTwice = ["refreshSession", "signOut"];

/** Whether it may be sent again when it is unknown whether it took effect. */
function isRepeatable({ operation, route, options }: Call): boolean {
  switch (route.method) {
    case "POST":
      return route.idempotencyKey === true || harmlessTwice.includes(operation);
    case "PATCH":
      return typeof options.ifMatch === "number";
    default:
      return true;
  }
}

function tagOf(version: number | "*"): string {
  return version === "*" ? "*" : `"${version}"`;
}

/** Browsers do not have `crypto.randomUUID` in a page that was loaded over plain HTTP. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A signal that aborts with the caller's signal, or after the timeout. */
function limited(signal: AbortSignal | undefined, timeoutMs: number) {
  const own = new AbortController();
  const abort = () => own.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  const timer = setTimeout(
    () => own.abort(new DOMException(`${timeoutMs} ms passed.`, "TimeoutError")),
    timeoutMs,
  );
  const stop = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
  return { signal: own.signal, stop };
}

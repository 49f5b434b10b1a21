import type { Problem, ProblemCode } from "./operations.ts";

/** The members of a problem that depend on its code: `allowed`, `current_version`, `errors` and so on. */
export type ProblemMembers = Omit<Problem, keyof typeof common> & Record<string, unknown>;

/** What the client knows about a failed call, in addition to the response. */
export interface CallState {
  operation: string;
  /** The key with which the call may be repeated, later or by another process, without a second effect. */
  idempotencyKey: string | undefined;
  /** An earlier attempt of the same call got no response, so its own effect may be the cause of this problem. */
  afterLostResponse: boolean;
  /** How long the server asks to wait before the call is repeated, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** Slacky's refusal (RFC 9457). `code` and `members` are for programs, `detail` is for people. */
export class SlackyProblem extends Error {
  /** A newer server may have codes that this client does not list. */
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The URL of a page about this kind of problem. */
  readonly type: string;
  /** Identifies the request in the server's log. */
  readonly requestId: string;
  readonly members: ProblemMembers;
  readonly operation: string;
  readonly idempotencyKey: string | undefined;
  readonly afterLostResponse: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, state: CallState) {
    const { operation, idempotencyKey, afterLostResponse, retryAfterMs } = state;
    super(`${operation}: ${problem.code}: ${problem.detail}`);
    this.name = "SlackyProblem";
    this.code = problem.code as ProblemCode;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.type = problem.type;
    this.requestId = problem.request_id;
    this.members = membersOf(problem);
    this.operation = operation;
    this.idempotencyKey = idempotencyKey;
    this.afterLostResponse = afterLostResponse;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No response of Slacky arrived: the network failed, or a proxy responded in its place. */
export class NoResponse extends Error {
  /** The status of the proxy's response, if there was one. */
  readonly status: number | undefined;
  /** Whether the request may have taken effect all the same: read before you repeat it. */
  readonly mayHaveTakenEffect: boolean;
  readonly operation: string;
  readonly idempotencyKey: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    detail: string,
    state: CallState,
    what: { status?: number; mayHaveTakenEffect: boolean; cause?: unknown },
  ) {
    super(`${state.operation}: ${detail}`, { cause: what.cause });
    this.name = "NoResponse";
    this.status = what.status;
    this.mayHaveTakenEffect = what.mayHaveTakenEffect || state.afterLostResponse;
    this.operation = state.operation;
    this.idempotencyKey = state.idempotencyKey;
    this.retryAfterMs = state.retryAfterMs;
  }
}

/** Whether an error is a problem from Slacky, with one of these codes if any are given. */
export function isProblem<Code extends ProblemCode>(
  error: unknown,
  ...codes: Code[]
): error is SlackyProblem & { code: Code } {
  if (!(error instanceof SlackyProblem)) return false;
  return codes.length === 0 || (codes as string[]).includes(error.code);
}

const common = { type: 1, title: 1, status: 1, code: 1, detail: 1, request_id: 1 } as const;

function membersOf(problem: Problem): ProblemMembers {
  return Object.fromEntries(Object.entries(problem).filter(([name]) => !(name in common)));
}

import { type Principal, type TokenPrincipal, tokenAllows } from "../../auth/workspace-context.ts";
import type { Spec } from "../../contract/endpoint.ts";
import { receiptsIn } from "../../contract/receipt.ts";
import type { Reply } from "../../contract/reply.ts";
import { Problem, problems } from "../../problems.ts";

/** Reduces what an operation sends to an API token that may not read all of it. */
export interface Receipts {
  /** Whatever the response is: of a change, of none, or replayed. */
  ofReply(reply: Reply, principal: Principal | undefined): Reply;
  ofError(error: unknown, principal: Principal | undefined): unknown;
}

export function receiptsOf(spec: Spec): Receipts {
  const reduce = spec.response && receiptsIn(spec.response);
  const isOnTicket = reduce !== undefined || namesTicket(spec);
  return {
    ofReply(reply, principal) {
      if (!reduce || reply.body === null || !isToken(principal)) return reply;
      return { ...reply, body: JSON.stringify(reduce(JSON.parse(reply.body), principal)) };
    },
    ofError(error, principal) {
      if (!isOnTicket || !(error instanceof Problem) || !isToken(principal)) return error;
      return tokenAllows(principal, "ticket:read") ? error : withoutTicket(error);
    },
  };
}

/** The members of problems that have no more of a ticket than its receipt. */
const shownMembers = new Set([
  "current_version",
  "errors",
  "from",
  "limit",
  "required_permission",
  "retry_after",
  "scopes",
  "ticket_id",
  "to",
]);
/** The statuses of problems whose sentence may depend on what the ticket is like. */
const aboutState = new Set([404, 409, 422]);

/** The problem without what it says of a ticket, such as its assignee or the size of its metadata. */
function withoutTicket({ code, status, detail, members, stack }: Problem): Problem {
  const shown = Object.entries(members).filter(([name]) => shownMembers.has(name));
  const sentence = aboutState.has(status) ? `${problems[code].title}.` : detail;
  return Object.assign(new Problem(code, sentence, Object.fromEntries(shown)), { stack });
}

function namesTicket({ params }: Spec): boolean {
  return params !== undefined && "shape" in params && "ticket_id" in (params.shape as object);
}

function isToken(principal: Principal | undefined): principal is TokenPrincipal {
  return principal?.kind === "token";
}

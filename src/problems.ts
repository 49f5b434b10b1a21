/** Every way a request can fail: the code a program reads, the status, and what a person is told. */
export const problems = {
  invalid_request: {
    status: 400,
    title: "The request is not well formed",
    help: "One or more fields are missing, of the wrong type or out of range. `errors` names every fault with a JSON pointer.",
  },
  malformed_http: {
    status: 400,
    title: "This is no HTTP request",
    help: "What arrived breaks the rules of HTTP/1.1, so it was not read any further. A client library or a proxy in between is to blame.",
  },
  unauthenticated: {
    status: 401,
    title: "Sign in first",
    help: "The request carries neither a valid access token nor a valid API token. Sign in, or refresh the token, and send `Authorization: Bearer …`.",
  },
  invalid_credentials: {
    status: 401,
    title: "Wrong e-mail address or password",
    help: "No account matches this address and password. The answer is the same whether or not the address is known.",
  },
  invalid_refresh_token: {
    status: 401,
    title: "This refresh token is not valid",
    help: "It is unknown, expired or was used before. A token used twice ends its session: sign in again.",
  },
  forbidden: {
    status: 403,
    title: "Your role does not allow this",
    help: "`required_permission` names what is missing. An admin of the workspace can change your role.",
  },
  insufficient_scope: {
    status: 403,
    title: "Your API token does not allow this",
    help: "The account's role has the permission that `required_permission` names, and the token's `scopes` leave it out. Make a token that has it.",
  },
  person_required: {
    status: 403,
    title: "Only a person may do this",
    help: "A service account has no password, sessions or invitations, and makes no workspace. Nor can it make an admin, a service account or an API token: that would be access which outlives its own. Sign in as a person.",
  },
  registration_closed: {
    status: 403,
    title: "Registration is closed",
    help: "This server lets nobody register by themselves, or only invited addresses. Ask its operator, or an admin of a workspace for an invitation.",
  },
  not_found: {
    status: 404,
    title: "Not found",
    help: "Nothing is at this address, or nothing that you may see.",
  },
  method_not_allowed: {
    status: 405,
    title: "This method is not allowed here",
    help: "The `Allow` header lists the methods that this address takes.",
  },
  not_acceptable: {
    status: 406,
    title: "No such representation",
    help: "This server answers in `application/json`; the `Accept` header excludes it.",
  },
  request_timeout: {
    status: 408,
    title: "The request came too slowly",
    help: "Headers have ten seconds to arrive, a whole request has thirty. Nothing took effect: send it again.",
  },
  already_claimed: {
    status: 409,
    title: "Somebody else has this ticket",
    help: "`assignee_id` says who. A ticket is claimed only where nobody has it, or you do.",
  },
  already_member: {
    status: 409,
    title: "Already a member",
    help: "This address belongs to an active member of the workspace.",
  },
  bulk_failed: {
    status: 409,
    title: "Not all of it can be done, so nothing was",
    help: "`failed` has every operation that was refused, by its place in the list, with its problem.",
  },
  email_taken: {
    status: 409,
    title: "This e-mail address has an account",
    help: "Sign in instead, or register with another address.",
  },
  external_id_taken: {
    status: 409,
    title: "This external id is in use",
    help: "Another ticket of the workspace (the trash included) bears it; `ticket_id` says which.",
  },
  in_progress: {
    status: 409,
    title: "The same request is under way",
    help: "A request with this `Idempotency-Key` has not ended yet. Send the same one again after `Retry-After` seconds: you are told what came of it, or it is done then.",
  },
  invalid_transition: {
    status: 409,
    title: "The workflow has no such step",
    help: "`from` is where the ticket stands, `allowed` lists where you may move it.",
  },
  key_taken: {
    status: 409,
    title: "This project key is in use",
    help: "Every project of a workspace, the archived ones included, has a key of its own.",
  },
  last_admin: {
    status: 409,
    title: "A workspace keeps one admin",
    help: "Make another person admin first, or delete the workspace. A service account does not count.",
  },
  project_archived: {
    status: 409,
    title: "The project is archived",
    help: "Its tickets can be read, not changed. Restore the project first.",
  },
  status_in_use: {
    status: 409,
    title: "The new workflow lacks a status that is in use",
    help: "`statuses` lists where tickets of the project stand that the new workflow does not know.",
  },
  feed_reset: {
    status: 410,
    title: "The feed has not reached this sequence",
    help: "The database was restored, or failed over, to before it. Make a first copy again, and follow the feed from its `head`.",
  },
  events_pruned: {
    status: 410,
    title: "The feed no longer goes back that far",
    help: "`oldest` is the oldest event that is left. Make a first copy again, and follow the feed from its `head`.",
  },
  version_mismatch: {
    status: 412,
    title: "It has changed since you read it",
    help: "`If-Match` named another version than the current one, which `current_version` gives. Nothing was changed: read again, then decide.",
  },
  content_too_large: {
    status: 413,
    title: "The body is too large",
    help: "A request body may have 1 MiB at most.",
  },
  unsupported_media_type: {
    status: 415,
    title: "The body is not JSON",
    help: "Send `Content-Type: application/json` (PATCH takes `application/merge-patch+json` too), in UTF-8, not compressed.",
  },
  assignee_not_member: {
    status: 422,
    title: "The assignee is no member",
    help: "A ticket can be assigned to active members of its workspace only.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "This Idempotency-Key belongs to another request",
    help: "A key stands for one request: the same method, address and body. Nothing was done. Take a new key for a new request.",
  },
  metadata_too_large: {
    status: 422,
    title: "The metadata would be too large",
    help: "What is there and what was sent make more than 16 KiB as JSON together; `limit` says how many bytes are had.",
  },
  reason_required: {
    status: 422,
    title: "This step needs a reason",
    help: "Send `reason` with the transition.",
  },
  resolution_not_allowed: {
    status: 422,
    title: "This step takes no resolution",
    help: "A resolution says how a ticket ended, so only a step to a status of the category `done` takes one.",
  },
  resolution_required: {
    status: 422,
    title: "This step needs a resolution",
    help: "Send `resolution` with the transition: done, wont_do, duplicate or cannot_reproduce.",
  },
  scope_beyond_role: {
    status: 422,
    title: "The account's role does not allow this",
    help: "A token's `scopes` are permissions that its service account's role has. `errors` names what it has not.",
  },
  too_many_labels: {
    status: 422,
    title: "The ticket has all the labels it can have",
    help: "Remove a label first; `limit` says how many a ticket may have.",
  },
  unknown_workflow: {
    status: 422,
    title: "No such workflow in this workspace",
    help: "List the workspace's workflows and name one of them.",
  },
  wrong_password: {
    status: 422,
    title: "This is not your current password",
    help: "A new password needs the current one beside it. Your session goes on.",
  },
  precondition_required: {
    status: 428,
    title: "Say which version you change",
    help: "This workspace requires `If-Match` on changes of a ticket or a comment. Send the `ETag` that you read.",
  },
  rate_limited: {
    status: 429,
    title: "Too many requests",
    help: "`Retry-After` says in how many seconds the next request is taken.",
  },
  headers_too_large: {
    status: 431,
    title: "The headers are too large",
    help: "The request line and all headers together may have 16 KiB.",
  },
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    help: "It has been logged under the request id. Nothing of the request took effect unless a later read shows it.",
  },
  unavailable: {
    status: 503,
    title: "Not possible right now",
    help: "The server is busy or cannot reach its database. Nothing took effect: repeat the request after `Retry-After` seconds.",
  },
  commit_unknown: {
    status: 503,
    title: "The outcome is unknown",
    help: "The connection to the database was lost while the change was being committed, so it may or may not have taken effect. Repeat a POST that had an `Idempotency-Key` as it was, under the same key: you are told what came of it, or it is done then. Read before you repeat anything else.",
  },
} as const satisfies Record<string, { status: number; title: string; help: string }>;

export type ProblemCode = keyof typeof problems;

/** A refusal: thrown anywhere, answered in one place. `members` are for programs, `detail` is for people. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly members: Record<string, unknown>;

  constructor(code: ProblemCode, detail: string, members: Record<string, unknown> = {}) {
    super(`${code}: ${detail}`);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
    this.members = members;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** One fault of a request: where it is (a JSON pointer into body, query, path or headers) and what it is. */
export interface Fault {
  pointer: string;
  detail: string;
}

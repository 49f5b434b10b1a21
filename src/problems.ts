import { accountProblems } from "./account/problems.ts";

/** Every way a request can fail: the code for programs, the status, and the title and help for people. */
export const problems = {
  invalid_request: {
    status: 400,
    title: "The request is invalid",
    help: "One or more fields are missing, have the wrong type or are out of range. `errors` lists every fault with a JSON pointer to it.",
  },
  malformed_http: {
    status: 400,
    title: "Malformed HTTP",
    help: "The bytes that arrived break the rules of HTTP/1.1, so the server stopped reading them. The cause is the client's HTTP library or a proxy in between.",
  },
  unauthenticated: {
    status: 401,
    title: "Authentication required",
    help: "The request has no valid access token and no valid API token. Sign in, or refresh the access token, and send `Authorization: Bearer …`.",
  },
  invalid_credentials: {
    status: 401,
    title: "Wrong email address or password",
    help: "No account matches this email address and password. The response is the same whether or not an account with this address exists.",
  },
  invalid_refresh_token: {
    status: 401,
    title: "Invalid refresh token",
    help: "The refresh token is unknown, has expired, or was already used. Using one twice ends its session. Sign in again.",
  },
  forbidden: {
    status: 403,
    title: "Your role does not allow this",
    help: "`required_permission` is the permission that your role lacks. An admin of the workspace can change your role.",
  },
  insufficient_scope: {
    status: 403,
    title: "Your API token does not allow this",
    help: "The role of the service account includes `required_permission`, but the token's `scopes` do not. Create a token with this scope.",
  },
  person_required: {
    status: 403,
    title: "Only a person can do this",
    help: "A service account has no password, sessions or invitations, and cannot create a workspace. It cannot invite somebody, raise a role, or create another service account or an API token either: those would keep access after its own token is revoked. Sign in as a person.",
  },
  cross_origin_refused: {
    status: 403,
    title: "The page belongs to another server",
    help: '`session: "cookie"` is for pages of this server, at the address in its `PUBLIC_URL`. A page of another origin, and every other program, sends the request without `session` and stores the refresh token itself.',
  },
  not_found: {
    status: 404,
    title: "Not found",
    help: "Nothing exists at this URL, or you may not see what does.",
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    help: "The `Allow` header lists the methods that this URL supports.",
  },
  not_acceptable: {
    status: 406,
    title: "Not acceptable",
    help: "The server responds in `application/json`, which the `Accept` header excludes.",
  },
  request_timeout: {
    status: 408,
    title: "The request took too long to arrive",
    help: "The headers must arrive within 10 seconds, the whole request within 30. Nothing was changed. Send the request again.",
  },
  already_claimed: {
    status: 409,
    title: "The ticket is assigned to somebody else",
    help: "`assignee_id` is the current assignee. You can claim a ticket only if it is unassigned or already yours.",
  },
  already_member: {
    status: 409,
    title: "Already a member",
    help: "A person with this email address is an active member of the workspace.",
  },
  bulk_failed: {
    status: 409,
    title: "An operation failed, so nothing was changed",
    help: "`failed` lists each refused operation with its index in `operations` and its problem. Remove or fix these operations, or send `atomic: false`.",
  },
  handle_taken: {
    status: 409,
    title: "The handle is taken",
    help: "Another member of the workspace has this `handle`, or had it once: old texts still mean that member. Choose another one.",
  },
  external_id_taken: {
    status: 409,
    title: "The external ID is taken",
    help: "Another ticket of the workspace has this `external_id`; deleted tickets count. `ticket_id` is the ID of that ticket.",
  },
  request_in_progress: {
    status: 409,
    title: "The same request is still in progress",
    help: "A request with this `Idempotency-Key` has not finished. Send the same request again after `Retry-After` seconds: it returns the response of the first one, or is carried out if the first one failed.",
  },
  invalid_transition: {
    status: 409,
    title: "The workflow does not allow this transition",
    help: "`from` is the current status of the ticket, and `allowed` lists the transitions that you can make from it.",
  },
  project_key_taken: {
    status: 409,
    title: "The project key is taken",
    help: "Another project of the workspace has this key; archived projects count. Choose another key.",
  },
  last_admin: {
    status: 409,
    title: "A workspace needs an admin",
    help: "This is the only person who is an admin of the workspace; service accounts do not count. Make another person an admin first, or delete the workspace.",
  },
  project_archived: {
    status: 409,
    title: "The project is archived",
    help: "Tickets of an archived project are read-only. Restore the project first.",
  },
  label_busy: {
    status: 409,
    title: "The label is being changed",
    help: "The label was renamed or deleted, and the worker has not changed all of its tickets yet. Try again in a few seconds.",
  },
  status_in_use: {
    status: 409,
    title: "The new workflow lacks a status that is in use",
    help: "`statuses` lists the statuses that tickets of the project have and the new workflow does not. Move these tickets to another status first, or choose another workflow.",
  },
  feed_reset: {
    status: 410,
    title: "The feed has not reached this sequence",
    help: "The database was restored or failed over to a state from before this sequence. Read your data again, then follow the feed from `head`.",
  },
  restore_expired: {
    status: 410,
    title: "The workspace can no longer be restored",
    help: "A deleted workspace can be restored for 30 days. `deleted_at` says when it was deleted.",
  },
  events_pruned: {
    status: 410,
    title: "These events were pruned",
    help: "The feed starts at the sequence `oldest`. Read your data again, then follow the feed from `head`.",
  },
  version_is_current: {
    status: 409,
    title: "The version is the current one",
    help: "Only texts that an edit replaced can be redacted. Edit the ticket or comment first: then its former text can be redacted under the same version number.",
  },
  version_mismatch: {
    status: 412,
    title: "The version has changed",
    help: "`If-Match` has another version than `current_version`. Nothing was changed. Read the current state, which is `current` for a ticket that you may read, and decide whether your change still applies.",
  },
  content_too_large: {
    status: 413,
    title: "The body is too large",
    help: "A request body must be at most 1 MiB.",
  },
  unsupported_media_type: {
    status: 415,
    title: "The body is not JSON",
    help: "Send `Content-Type: application/json` (for PATCH also `application/merge-patch+json`), encoded in UTF-8 and not compressed.",
  },
  search_too_slow: {
    status: 422,
    title: "The search takes too long",
    help: "A search may take two seconds of the database. Search for rarer or more words, or filter by project, assignee or status. The same search again takes as long.",
  },
  assignee_not_member: {
    status: 422,
    title: "The assignee is not a member",
    help: "A ticket can be assigned only to an active member of its workspace.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "The Idempotency-Key was used for another request",
    help: "A key identifies one request: the same method, path and body. Nothing was changed. Use a new key for a new request.",
  },
  metadata_too_large: {
    status: 422,
    title: "The metadata is too large",
    help: "The existing metadata and the metadata sent must together be at most 16 KiB as they are stored: with a space after each comma and colon, and numbers without an exponent (`1e-9` is `0.000000001`). `limit` is the maximum in bytes.",
  },
  reason_required: {
    status: 422,
    title: "This transition needs a reason",
    help: "Send `reason` with the transition.",
  },
  resolution_not_allowed: {
    status: 422,
    title: "This transition takes no resolution",
    help: "A resolution says how a ticket ended. Send one only with a transition to a status of the category `done`.",
  },
  resolution_required: {
    status: 422,
    title: "This transition needs a resolution",
    help: "Send `resolution` with the transition: done, wont_do, duplicate or cannot_reproduce.",
  },
  scope_beyond_role: {
    status: 422,
    title: "A scope exceeds the account's role",
    help: "The `scopes` of a token must be permissions of its service account's role. `errors` lists the scopes that are not.",
  },
  limit_reached: {
    status: 422,
    title: "There are as many as there may be",
    help: "`limit` is the maximum number of what you would create. Remove some that are no longer needed first, if they can be removed.",
  },
  too_many_labels: {
    status: 422,
    title: "The ticket has too many labels",
    help: "Remove a label first. `limit` is the maximum number of labels per ticket.",
  },
  unknown_workflow: {
    status: 422,
    title: "No such workflow in this workspace",
    help: "List the workflows of the workspace and send the ID of one of them.",
  },
  precondition_required: {
    status: 428,
    title: "If-Match is required",
    help: "This workspace requires `If-Match` on changes to tickets and comments. Send the `ETag` of the version that you read.",
  },
  rate_limited: {
    status: 429,
    title: "Too many requests",
    help: "Send the next request after `Retry-After` seconds. Either a rate limit is used up, which the header `RateLimit` shows, or too many of your requests are in progress at the same time.",
  },
  too_many_streams: {
    status: 429,
    title: "Too many streams",
    help: "You have `limit` streams open. Close one first. One stream of a workspace has all of its events, so a client needs only one.",
  },
  headers_too_large: {
    status: 431,
    title: "The headers are too large",
    help: "The request line and all headers together must be at most 16 KiB.",
  },
  internal: {
    status: 500,
    title: "Internal server error",
    help: "An unexpected error occurred and was logged under `request_id`. Check whether the request took effect before you send it again.",
  },
  ...accountProblems,
  unavailable: {
    status: 503,
    title: "Temporarily unavailable",
    help: "The server is overloaded or cannot reach its database. Nothing was changed. Send the request again after `Retry-After` seconds.",
  },
  commit_unknown: {
    status: 503,
    title: "The outcome is unknown",
    help: "The connection to the database was lost during the commit, so the change may or may not have taken effect. If the request was a POST with an `Idempotency-Key`, send it again unchanged with the same key: it takes effect exactly once. Otherwise read the current state before you try again.",
  },
} as const satisfies Record<string, { status: number; title: string; help: string }>;

export type ProblemCode = keyof typeof problems;

/** A refusal: thrown anywhere, handled in one place. `members` are for programs, `detail` is for people. */
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

/** One fault of a request: a JSON pointer to it (into body, query, path or headers) and a sentence about it. */
export interface Fault {
  pointer: string;
  detail: string;
}

/** A fault as a sentence of its own: "`limit` must be at most 100." */
export function faultSentence({ pointer, detail }: Fault): string {
  const name = pointer.replace(/^\/(?:query|path|headers)\//, "/").slice(1);
  const subject = name === "" ? "The body" : `\`${name}\``;
  if (/^(?:Must|Is|Cannot) /.test(detail)) {
    return `${subject} ${detail.charAt(0).toLowerCase()}${detail.slice(1)}`;
  }
  return name === "" ? detail : `${subject}: ${detail}`;
}

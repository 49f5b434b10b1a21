import type { AuditVerification } from "../../../client/index.ts";
import type { AuditAction } from "../../settings/audit/filters.ts";

type BadReason = NonNullable<AuditVerification["first_bad"]>["reason"];

/** What the page about the audit log says. */
export const auditWords = {
  title: "Audit log",
  intro: "Who did what, when, from where, and with what outcome. Nobody can change it unnoticed.",
  empty: "Nothing is recorded yet",
  emptyFiltered: "No record matches the filter",
  clear: "Clear the filter",

  filters: "Filter",
  actor: "Who",
  anybody: "Anybody",
  action: "What",
  anything: "Anything",
  outcome: "Outcome",
  anyOutcome: "Any",
  outcomes: { success: "Done", refused: "Refused", failed: "Failed" } as Readonly<
    Record<string, string>
  >,
  from: "From",
  to: "To",
  subject: "ID of what it concerns",
  tokenFilter: "One API token only",

  records: "Records",
  system: "Slacky",
  unknownActor: "Somebody without a valid token",
  byToken: (name: string) => `with the token ${name}`,
  details: {
    sequence: "Record",
    action: "Action",
    subject: "Concerns",
    ip_address: "IP address",
    user_agent: "Program",
    token: "API token",
    request_id: "Request",
    personal: "Personal data",
    data: "What changed",
    hash: "Hash",
    previous_hash: "Hash before it",
  },
  onlyActor: "Only this actor",
  onlySubject: "Only this",
  onlyToken: "Only this token",
  erased: "Erased or unknown",
  first: "None: it is the first record",

  verify: "Verify the log",
  verifyIntro:
    "Each record contains the hash of the one before it. Verifying finds records that were edited, deleted, inserted or swapped.",
  verifying: (checked: number, total: number) =>
    `${total > 0 ? `${number(checked)} of ${records(total)}` : records(checked)} verified …`,
  stop: "Stop",
  stopped: (checked: number) =>
    checked === 0
      ? "Stopped before a record was verified."
      : `Stopped after ${records(checked)} in order.`,
  verified: (checked: number) =>
    checked === 1 ? "1 record is in order." : `All ${number(checked)} records are in order.`,
  erasedRecords: (count: number) =>
    `Personal data of ${records(count)} was erased, which is allowed.`,
  fromCheckpoint: (sequence: number, moment: string) =>
    `Records up to ${number(sequence)} were pruned; a signed checkpoint of ${moment} stands for them.`,
  bad: (sequence: number) => `Record ${number(sequence)} is not in order.`,
  badAdvice:
    "Keep the database as it is, and ask the people who run this server to verify it with slacky audit verify.",
  reasons: {
    hash_differs: "It does not match its hash: it was edited.",
    column_differs: "A column beside it contradicts it: the column was edited.",
    link_differs: "It does not follow the record before it: that one was replaced.",
    missing: "There is no record here: it was deleted, or the chain was cut off here.",
    beyond_head: "The chain does not end where its head says.",
    head_missing: "The chain has no head.",
    head_differs: "The chain does not end with the record that its head names.",
    personal_differs: "An IP address or another personal value was edited.",
    pruned: "It was pruned, and no checkpoint stands for it.",
    checkpoint_forged: "Its checkpoint was not signed by this server, or was changed.",
    before_checkpoint: "It was pruned, but exists: somebody inserted it.",
    checkpoint_beyond_head: "The chain was cut off before its checkpoint.",
    unknown_format: "No version of Slacky up to this one writes such a record.",
  } satisfies Record<BadReason, string> as Readonly<Record<string, string>>,
  keepHeadHint:
    "A chain that was cut off at its end, or rewritten from its first record, is found only by comparing it with a head that was kept elsewhere.",
  download: "Download the head",

  forbidden: "Only admins read the audit log.",
};

/** What happened, for every action of the API. A new one has to be named here before it compiles. */
export const auditActions: Readonly<Record<AuditAction, string>> = {
  signed_in: "Did something that only people may do",
  "workspace:read": "Read the workspace",
  "member:read": "Read members",
  "project:read": "Read projects",
  "workflow:read": "Read workflows",
  "ticket:read": "Read tickets",
  "ticket:watch": "Watched or muted",
  "comment:read": "Read comments",
  "event:read": "Read the event feed",
  "notification:manage": "Read or marked the inbox",
  "ticket:create": "Create tickets",
  "ticket:edit": "Change tickets",
  "ticket:transition": "Move tickets",
  "ticket:claim": "Claim tickets",
  "ticket:delete": "Delete tickets",
  "ticket:restore": "Restore tickets",
  "label:manage": "Change labels",
  "comment:create": "Write comments",
  "comment:edit_own": "Change own comments",
  "workspace:edit": "Change the workspace",
  "workspace:delete": "Delete the workspace",
  "member:manage": "Manage members",
  "service_account:manage": "Manage service accounts",
  "project:manage": "Manage projects",
  "workflow:manage": "Create workflows",
  "ticket:reopen": "Make transitions for admins",
  "ticket:release_any": "Release tickets of others",
  "comment:edit_any": "Change comments of others",
  "version:read_any": "Read earlier texts of others",
  "version:redact_any": "Empty earlier texts",
  "audit:read": "Read the audit log",
  "user.registered": "Account registered",
  "user.updated": "Account changed",
  "user.password_changed": "Password changed",
  "user.password_reset": "Password reset",
  "user.address_changed": "Email address changed",
  "user.address_confirmed": "Email address confirmed",
  "user.erased": "Person erased",
  "session.started": "Signed in",
  "session.refreshed": "Session refreshed",
  "session.ended": "Session ended",
  "session.reuse_detected": "Stolen refresh token detected",
  "token.created": "API token created",
  "token.revoked": "API token revoked",
  "mail.bounced": "Mail bounced",
  "workspace.created": "Workspace created",
  "workspace.updated": "Workspace changed",
  "workspace.deleted": "Workspace deleted",
  "workspace.restored": "Workspace restored",
  "member.invited": "Member invited",
  "member.joined": "Member joined",
  "member.added": "Member added by the operator",
  "member.role_changed": "Role changed",
  "member.handle_changed": "Handle changed",
  "member.removed": "Member removed",
  "service_account.created": "Service account created",
  "invitation.declined": "Invitation declined",
  "invitation.withdrawn": "Invitation withdrawn",
  "workflow.created": "Workflow created",
  "project.created": "Project created",
  "project.updated": "Project changed",
  "project.archived": "Project archived",
  "project.restored": "Project restored",
  "ticket.created": "Ticket created",
  "ticket.updated": "Ticket changed",
  "ticket.transitioned": "Ticket moved",
  "ticket.claimed": "Ticket claimed",
  "ticket.released": "Ticket released",
  "ticket.lease_renewed": "Claim renewed",
  "ticket.labeled": "Label added",
  "ticket.unlabeled": "Label removed",
  "ticket.due": "Ticket due",
  "ticket.deleted": "Ticket deleted",
  "ticket.restored": "Ticket restored",
  "ticket.version_redacted": "Earlier text of a ticket emptied",
  "label.renamed": "Label renamed",
  "label.deleted": "Label deleted",
  "comment.created": "Comment written",
  "comment.edited": "Comment changed",
  "comment.deleted": "Comment deleted",
  "comment.version_redacted": "Earlier text of a comment emptied",
};

/** An action of a newer server shows its own name. */
export function actionName(action: string): string {
  return (auditActions as Readonly<Record<string, string>>)[action] ?? action;
}

function records(count: number): string {
  return count === 1 ? "1 record" : `${number(count)} records`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

import { z } from "zod";
import { type Permission, permissions } from "../../auth/permissions.ts";
import { id } from "../../contract/fields.ts";
import { accountEventTypes } from "./account-event-types.ts";
import type { WithTexts } from "./changed-texts.ts";
import {
  archived,
  comment,
  due,
  mentioning,
  named,
  nothing,
  offered,
  projectChanges,
  projectKey,
  redacted,
  renamedLabel,
  roleChanged,
  roleEnded,
  roleGiven,
  ticket,
  withdrawalCauses,
  workflow,
  workspaceChanges,
} from "./event-data.ts";

/** An event type: who can see it, when it is recorded, and the schema of its `data`. */
interface Declared {
  kind: "feed" | "audit_only";
  about: string;
  data: z.ZodObject;
}

/**
 * All event types of the feed and actions of the audit log. `feed` events go to both, `audit_only`
 * ones only to the audit log. The contract and the types of `recordEvent` follow from the schemas;
 * nothing is parsed when an event is recorded.
 */
export const eventTypes = {
  ...accountEventTypes,
  "workspace.created": {
    kind: "feed",
    about: "A workspace was created with its first admin.",
    data: z.object(named),
  },
  "workspace.updated": {
    kind: "feed",
    about: "The name or settings of a workspace changed.",
    data: z.object({ changes: workspaceChanges }),
  },
  "workspace.deleted": { kind: "feed", about: "A workspace was deleted.", data: z.object(named) },
  "workspace.restored": {
    kind: "feed",
    about: "A deleted workspace was restored.",
    data: z.object(named),
  },

  "member.invited": {
    kind: "feed",
    about: "A person was invited by email address, or the role of an invitation changed.",
    data: z.object({ changes: roleGiven }),
  },
  "member.joined": {
    kind: "feed",
    about: "An invitation was accepted.",
    data: z.object({ invitation_id: id, invited_by: id.optional(), changes: roleGiven }),
  },
  "member.added": {
    kind: "feed",
    about: "The operator made somebody an admin who was not a member.",
    data: z.object({ changes: roleGiven }),
  },
  "member.role_changed": {
    kind: "feed",
    about: "A member's role changed. The actor is null if the operator made them an admin.",
    data: z.object({ changes: roleChanged }),
  },
  "member.handle_changed": {
    kind: "feed",
    about: "A member's handle changed. Read it from the member: the event does not contain it.",
    data: nothing,
  },
  "member.removed": {
    kind: "feed",
    about: "A member was removed by an admin, left, or was erased by the operator.",
    data: z.object({ changes: roleEnded, cause: z.enum(["person_erased"]).optional() }),
  },
  "service_account.created": {
    kind: "feed",
    about: "A service account was created and became a member.",
    data: z.object({ ...named, changes: roleGiven }),
  },
  "invitation.declined": {
    kind: "feed",
    about: "An invitation was declined.",
    data: z.object(offered),
  },
  "invitation.withdrawn": {
    kind: "feed",
    about:
      "An invitation was withdrawn: by an admin, or with a `cause`, because its inviter is no longer an admin, because the invited person was erased, or because they are a member already.",
    data: z.object({ ...offered, cause: z.enum(withdrawalCauses).optional() }),
  },

  "workflow.created": { kind: "feed", about: "A workflow was created.", data: z.object(workflow) },
  "project.created": {
    kind: "feed",
    about: "A project was created.",
    data: z.object({ ...named, key: projectKey, workflow_id: id }),
  },
  "project.updated": {
    kind: "feed",
    about: "The name or workflow of a project changed.",
    data: z.object({ key: projectKey, changes: projectChanges }),
  },
  "project.archived": {
    kind: "feed",
    about: "A project was archived, which makes its tickets read-only.",
    data: z.object({ key: projectKey, changes: archived }),
  },
  "project.restored": {
    kind: "feed",
    about: "An archived project was restored.",
    data: z.object({ key: projectKey, changes: archived }),
  },

  "ticket.created": {
    kind: "feed",
    about: "A ticket was created.",
    data: z.object({ ...ticket, ...mentioning }),
  },
  "ticket.updated": {
    kind: "feed",
    about:
      "Fields of a ticket changed, possibly the assignee. With the cause `lease_expired`, the ticket was done and only its lease ended; with `redacted`, the operator took a secret out.",
    data: z.object({
      ...ticket,
      ...mentioning,
      cause: z.enum(["assignee_removed", "lease_expired", "redacted"]).optional(),
    }),
  },
  "ticket.transitioned": {
    kind: "feed",
    about: "A ticket moved to another status.",
    data: z.object({ ...ticket, ...mentioning, reason: z.string().nullable() }),
  },
  "ticket.claimed": {
    kind: "feed",
    about: "A member claimed a ticket. `changes` includes the status if the claim also started it.",
    data: z.object(ticket),
  },
  "ticket.released": {
    kind: "feed",
    about:
      "The assignee or an admin released a ticket, or its lease ran out: then `cause` is `lease_expired` and nobody acted.",
    data: z.object({ ...ticket, cause: z.enum(["lease_expired"]).optional() }),
  },
  "ticket.lease_renewed": {
    kind: "feed",
    about: "The assignee of a ticket renewed the lease of the claim.",
    data: z.object(ticket),
  },
  "ticket.labeled": {
    kind: "feed",
    about: "A label was added to a ticket, or a label that it has was renamed.",
    data: z.object({
      ...ticket,
      label: z.string(),
      cause: z.enum(["label_renamed"]).optional(),
    }),
  },
  "ticket.unlabeled": {
    kind: "feed",
    about: "A label was removed from a ticket, or deleted.",
    data: z.object({
      ...ticket,
      label: z.string(),
      cause: z.enum(["label_deleted"]).optional(),
    }),
  },
  "ticket.due": {
    kind: "feed",
    about:
      "A ticket that is not done is due tomorrow (`soon`) or today, or its date has passed (`overdue`). The day is that of the assignee, or of the reporter if nobody is assigned. Nobody acted and nothing changed.",
    data: z.object({ ...ticket, ...due }),
  },
  "ticket.deleted": { kind: "feed", about: "A ticket was deleted.", data: z.object(ticket) },
  "ticket.restored": {
    kind: "feed",
    about: "A deleted ticket was restored.",
    data: z.object(ticket),
  },
  "ticket.version_redacted": {
    kind: "feed",
    about:
      "An earlier title and description of a ticket were emptied. The ticket itself did not change.",
    data: z.object({ ...ticket, ...redacted }),
  },

  "label.renamed": {
    kind: "feed",
    about:
      "A label was renamed, or merged into another. Each ticket that has it follows with an event of its own.",
    data: z.object(renamedLabel),
  },
  "label.deleted": {
    kind: "feed",
    about: "A label was deleted. Each ticket that has it follows with an event of its own.",
    data: z.object(named),
  },

  "comment.created": {
    kind: "feed",
    about: "A comment was created.",
    data: z.object({ ...comment, ...mentioning }),
  },
  "comment.edited": {
    kind: "feed",
    about:
      "The text of a comment changed. With the cause `redacted`, the operator took a secret out.",
    data: z.object({
      ...comment,
      ...mentioning,
      cause: z.enum(["redacted"]).optional(),
    }),
  },
  "comment.deleted": { kind: "feed", about: "A comment was deleted.", data: z.object(comment) },
  "comment.version_redacted": {
    kind: "feed",
    about: "An earlier text of a comment was emptied. The comment itself did not change.",
    data: z.object({ ...comment, ...redacted }),
  },
} as const satisfies Record<string, Declared>;

export type EventType = keyof typeof eventTypes;

/**
 * What an audit record may say was done or attempted: an event, or, for a refused attempt that would
 * not have caused one, such as a read, the permission that it required.
 */
export type AuditAction = EventType | Permission | "signed_in";
export const auditActions: [AuditAction, ...AuditAction[]] = [
  "signed_in",
  ...permissions.admin,
  ...(Object.keys(eventTypes) as EventType[]),
];

/** The `data` that `recordEvent` takes for a type. */
export type EventData<Type extends EventType> = WithTexts<
  z.input<(typeof eventTypes)[Type]["data"]>
>;

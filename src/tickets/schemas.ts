import { z } from "zod";
import { commentText } from "../comments/comment-text.ts";
import { id, text, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { declareReceipt } from "../contract/receipt.ts";
import { anyLabelName, labelName } from "../labels/label-fields.ts";
import { limits } from "../limits.ts";
import { mentions } from "../mentions/mentions-field.ts";
import { resolutions } from "./enums.ts";
import { createShape, ticketFields, updateShape } from "./fields/ticket-fields.ts";
import { TicketParams } from "./ticket-ref.ts";

const { status } = ticketFields;
export const LabelParams = TicketParams.extend({ name: labelName });
/** Any name that a ticket may have from before the rules for labels, so that it can be removed. */
export const UnlabelParams = TicketParams.extend({ name: anyLabelName });

export const Ticket = z
  .object({
    id,
    workspace_id: id,
    project_id: id,
    number: z.int(),
    key: z.string().meta({ example: "ENG-42" }),
    ...ticketFields,
    description_html: z.string().nullable(),
    mentions,
    claimed_at: timestamp.nullable().meta({
      description: "When the assignee claimed it. Null if it was assigned in another way.",
    }),
    reporter_id: id,
    version: z.int(),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    deleted_by: id.nullable().meta({
      description: "Who moved it to the trash. Null for tickets that were deleted before 0.4.0.",
    }),
  })
  .meta({ id: "Ticket" });
declareReceipt(Ticket, {
  id: "TicketReceipt",
  permission: "ticket:read",
  fields: ["id", "key", "version", "status"],
});

export const CreateTicketBody = z
  .strictObject({
    ...createShape,
    labels: z.array(labelName).max(limits.labels_of_ticket).default([]),
  })
  .meta({ id: "CreateTicket" });

const changedElsewhere = (how: string) => z.never({ error: how }).optional();

export const UpdateTicketBody = z
  .strictObject({
    ...updateShape,
    status: changedElsewhere("Cannot be changed by PATCH. Use POST …/transitions with `to`."),
    labels: changedElsewhere(
      "Cannot be changed by PATCH. Use PUT or DELETE …/labels/:name for each label.",
    ),
  })
  .meta({ id: "UpdateTicket" });

export const TransitionTicketBody = z
  .strictObject({
    to: text({ min: 1, max: limits.status }).meta({ example: "in_progress" }),
    reason: text({ min: 1, max: limits.reason }).optional(),
    resolution: z.enum(resolutions).optional(),
    comment: commentText.optional(),
    assignee_id: updateShape.assignee_id,
    fields: UpdateTicketBody.optional().meta({
      description:
        "The fields that PATCH accepts. They change together with the status, or not at all.",
    }),
  })
  .refine(namesAssigneeOnce, {
    path: ["fields", "assignee_id"],
    error: "Send `assignee_id` either here or next to `fields`, not both.",
  })
  .meta({ id: "TransitionTicket" });

function namesAssigneeOnce(body: {
  assignee_id?: string | null | undefined;
  fields?: { assignee_id?: string | null | undefined } | undefined;
}): boolean {
  return body.assignee_id === undefined || body.fields?.assignee_id === undefined;
}

export const ClaimTicketBody = z
  .strictObject({
    lease_seconds: z.int().min(1).max(limits.lease_seconds_max).optional().meta({
      description:
        "Returns the ticket to the queue when this time has passed, unless you claim it again before. Without it, the claim does not end by itself; nor does that of a ticket that is done.",
      example: 300,
    }),
  })
  .meta({ id: "ClaimTicket" });

export const AllowedTransitions = z
  .object({
    data: z.array(
      z.object({ to: status, reason_required: z.boolean(), resolution_required: z.boolean() }),
    ),
  })
  .meta({ id: "AllowedTransitions" });

export const StatusChange = z
  .object({
    ticket_id: id,
    sequence: z.int(),
    from_status: z.string().nullable(),
    to_status: status,
    actor_id: id.nullable(),
    reason: z.string().nullable(),
    changed_at: timestamp,
  })
  .meta({ id: "StatusChange" });

export const HistoryQuery = z.strictObject(pageParameters);
export const StatusChangePage = pageSchema(StatusChange).meta({ id: "StatusChangePage" });

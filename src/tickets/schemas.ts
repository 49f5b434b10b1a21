import { z } from "zod";
import { commentText } from "../comments/comment-text.ts";
import {
  archivedParameter,
  day,
  id,
  idOr,
  line,
  moment,
  text,
  timestamp,
} from "../contract/fields.ts";
import { limitUpTo, pageParameters, pageSchema } from "../contract/page.ts";
import { declareReceipt } from "../contract/receipt.ts";
import { anyLabelName, labelName } from "../labels/label-fields.ts";
import { limits } from "../limits.ts";
import { mentions } from "../mentions/mentions-field.ts";
import { projectRef } from "../projects/project-ref.ts";
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
        "Returns the ticket to the queue when this time has passed, unless you claim it again before. Without it, the claim does not end by itself.",
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

const matched = z
  .array(
    z.object({
      field: z.enum(["key", "number", "external_id", "title", "description", "comment"]),
      comment_id: id.optional().meta({ description: "Of a comment." }),
    }),
  )
  .meta({
    description: `With \`q\` only: which fields of the ticket the search has found. Up to ${limits.matches_shown} comments, the newest.`,
  });

export const TicketInList = Ticket.extend({ matched: matched.optional() }).meta({
  id: "TicketInList",
});
export const TicketPage = pageSchema(TicketInList).meta({ id: "TicketPage" });

export const TicketCard = Ticket.pick({
  id: true,
  project_id: true,
  key: true,
  title: true,
  priority: true,
  assignee_id: true,
  due_on: true,
  status: true,
  labels: true,
  resolution: true,
  returned_at: true,
  version: true,
  created_at: true,
  updated_at: true,
  deleted_at: true,
})
  .extend({ matched: matched.optional() })
  .meta({ id: "TicketCard", description: "A ticket in a list with `fields=card`." });
export const TicketCardPage = pageSchema(TicketCard).meta({ id: "TicketCardPage" });
/** What a list of tickets returns. */
export const TicketPages = z.union([TicketPage, TicketCardPage]);

/** A parameter that may be given several times. */
function repeatable<Element extends z.ZodType<unknown, string>>(
  element: Element,
  { length, times }: { length: number; times: number },
) {
  const error = `Must be 1 to ${length} characters long and appear at most ${times} times.`;
  return z
    .union([element.transform((one) => [one]), z.array(element).min(1).max(times, error)], error)
    .optional() as unknown as z.ZodOptional<z.ZodType<z.output<Element>[], string | string[]>>;
}

/** A user, by ID or by one of these words. */
function userOr<const Word extends string>(...words: [Word, ...Word[]]) {
  return z.union([z.enum(words), idOr(...words)]).optional();
}

const rowsOfPage = `Must be a whole number from 1 to ${limits.page_max}, or with \`fields=card\` to ${limits.page_max_cards}.`;

const filters = {
  status: repeatable(text({ min: 1, max: limits.status }), {
    length: limits.status,
    times: limits.statuses_in_filter,
  }),
  assignee_id: userOr("none", "me"),
  reporter_id: userOr("me"),
  priority: updateShape.priority,
  label: repeatable(labelName, { length: limits.label, times: limits.labels_in_filter }),
  external_id: line({ max: limits.external_id }).optional(),
  q: line({ max: limits.query }).optional().meta({
    description:
      'Finds words of titles, descriptions and comments, or a ticket by its key, number or external ID. All words have to be there, the last one as a prefix; `word*` is a prefix, `"a phrase"` stands together, `-word` and `-"a phrase"` must not be there.',
  }),
  created_after: moment.optional(),
  created_before: moment.optional(),
  updated_after: moment.optional(),
  due_before: day.optional(),
  deleted: z
    .enum(["true", "false"])
    .default("false")
    .meta({ description: "`true` lists deleted tickets instead." }),
  fields: z.enum(["card"]).optional().meta({
    description: `\`card\` returns of each ticket what a board shows: no text but its title.`,
  }),
  limit: limitUpTo(limits.page_max_cards, {
    rows: rowsOfPage,
    description: `Items per page, 1 to ${limits.page_max}; with \`fields=card\`, 1 to ${limits.page_max_cards}.`,
  }),
  cursor: pageParameters.cursor,
  sort: z
    .enum(["created_at", "-created_at", "priority", "-priority", "due_on", "-due_on"])
    .default("-created_at"),
};

/** The trash has one index, by age. */
const isByAge = ({ deleted, sort }: { deleted: string; sort: string }) =>
  deleted === "false" || sort.endsWith("created_at");
const byAge = { path: ["sort"], error: "With `deleted=true`, must be created_at or -created_at." };

const isWithinLimit = ({ fields, limit }: { fields?: "card" | undefined; limit: number }) =>
  fields === "card" || typeof limit !== "number" || limit <= limits.page_max;
/** Checked also if other parameters are invalid, so that one response names all of them. */
const withinLimit = { path: ["limit"], error: rowsOfPage, when: () => true };

export const ListProjectTicketsQuery = z
  .strictObject(filters)
  .refine(isByAge, byAge)
  .refine(isWithinLimit, withinLimit);
export const ListTicketsQuery = z
  .strictObject({
    project_id: projectRef.optional(),
    archived: archivedParameter,
    ...filters,
  })
  .refine(isByAge, byAge)
  .refine(isWithinLimit, withinLimit);

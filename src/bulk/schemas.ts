import { z } from "zod";
import { Comment, CreateCommentBody } from "../comments/schemas.ts";
import { receiptSchema } from "../contract/receipt.ts";
import { limits } from "../limits.ts";
import { projectRef } from "../projects/project-ref.ts";
import {
  ClaimTicketBody,
  CreateTicketBody,
  LabelParams,
  Ticket,
  TransitionTicketBody,
  UnlabelParams,
  UpdateTicketBody,
} from "../tickets/schemas.ts";
import { ticketRef } from "../tickets/ticket-ref.ts";

const target = { ticket: ticketRef };
const versioned = {
  ...target,
  if_match: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "The version that the ticket must have, as in `If-Match`." }),
};
const label = LabelParams.shape.name;

/** The fields of each operation's own request, with `op` and `ticket` instead of its path. */
const operations = {
  create: CreateTicketBody.extend({ op: z.literal("create"), project_id: projectRef }),
  update: UpdateTicketBody.extend({ op: z.literal("update"), ...versioned }),
  transition: TransitionTicketBody.safeExtend({ op: z.literal("transition"), ...versioned }),
  label: z.strictObject({ op: z.literal("label"), ...versioned, label }),
  unlabel: z.strictObject({
    op: z.literal("unlabel"),
    ...versioned,
    label: UnlabelParams.shape.name,
  }),
  claim: ClaimTicketBody.extend({ op: z.literal("claim"), ...versioned }),
  release: z.strictObject({ op: z.literal("release"), ...versioned }),
  comment: CreateCommentBody.extend({ op: z.literal("comment"), ...target }),
  delete: z.strictObject({ op: z.literal("delete"), ...versioned }),
  restore: z.strictObject({ op: z.literal("restore"), ...versioned }),
};

const Operation = z.discriminatedUnion(
  "op",
  [
    operations.create.meta({ id: "BulkCreate" }),
    operations.update.meta({ id: "BulkUpdate" }),
    operations.transition.meta({ id: "BulkTransition" }),
    operations.label.meta({ id: "BulkLabel" }),
    operations.unlabel.meta({ id: "BulkUnlabel" }),
    operations.claim.meta({ id: "BulkClaim" }),
    operations.release.meta({ id: "BulkRelease" }),
    operations.comment.meta({ id: "BulkComment" }),
    operations.delete.meta({ id: "BulkDelete" }),
    operations.restore.meta({ id: "BulkRestore" }),
  ],
  { error: ({ code }) => (code === "invalid_union" ? oneOfThem : undefined) },
);
const oneOfThem = `\`op\` must be one of ${Object.keys(operations).join(", ")}.`;

export const RunBulkOperationsBody = z
  .strictObject({
    operations: z
      .array(Operation)
      .min(1, "Must have at least one operation.")
      .max(limits.bulk_operations, `Must have at most ${limits.bulk_operations} operations.`)
      .meta({
        description: "Carried out in this order.",
        example: [
          { op: "transition", ticket: "ENG-42", to: "in_progress", if_match: 7 },
          { op: "label", ticket: "ENG-43", label: "bug" },
        ],
      }),
    atomic: z.boolean().default(false).meta({
      description:
        "Whether to carry out all operations or none. With `true`, one refused operation makes the request 409 `bulk_failed`.",
    }),
  })
  .meta({ id: "RunBulkOperations" });

const RefusedOperation = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    request_id: z.string(),
  })
  .meta({ description: "The `Problem` that this operation would have returned by itself." });

const exampleProblem = {
  type: "https://slacky.example.com/docs/problems/version_mismatch",
  title: "The version has changed",
  status: 412,
  code: "version_mismatch",
  detail: "The current version is 8. Read it before you change it.",
  request_id: "2f1c5a0e-6f0b-4c39-9d43-0a4f1b0c7b11",
  current_version: 8,
};

export const BulkResults = z
  .object({
    results: z
      .array(
        z.object({
          status: z.int(),
          ticket: receiptSchema(Ticket).optional(),
          comment: receiptSchema(Comment).optional(),
          problem: RefusedOperation.optional(),
        }),
      )
      .meta({
        description:
          "One result per operation, in the same order: what it created or changed, or why it was refused. Read the ticket or comment if you need more of it.",
        example: [{ status: 204 }, { status: 412, problem: exampleProblem }],
      }),
  })
  .meta({ id: "BulkResults" });

import { z } from "zod";
import { id, line, moment, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { type EventType, eventTypes } from "../events/catalogue/event-types.ts";
import { limits } from "../limits.ts";
import { type BadReason, badReasons } from "./check-record.ts";

const outcome = z.enum(["success", "refused", "failed"]);
const hash = z.string().meta({
  description: "SHA-256, in hex.",
  example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
});
const sequence = z.int().meta({ description: "Its place in the chain, without a gap." });

export const AuditRecordSchema = z
  .object({
    sequence,
    action: z.string().meta({ example: "ticket.transitioned" }),
    outcome,
    actor_id: id.nullable().meta({ description: "Null for Slacky itself, and for nobody known." }),
    subject_type: z.string().meta({ example: "ticket" }),
    subject_id: z.string().nullable(),
    token: z
      .object({ id, name: z.string() })
      .nullable()
      .meta({
        description: "The API token that it was done by; null where a person did it, or Slacky.",
        example: { id: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90", name: "nightly import" },
      }),
    data: z.record(z.string(), z.unknown()).meta({
      description: "What changed. Texts of tickets and comments stand as `{sha256, length}`.",
      example: { changes: { status: { from: "open", to: "in_progress" } } },
    }),
    ip_address: z.string().nullable().meta({ description: "Null also where it was erased." }),
    user_agent: z.string().nullable(),
    personal: z.record(z.string(), z.unknown()).meta({
      description:
        "What else it says about a person, such as an invited address; empty once erased.",
    }),
    request_id: z.string().nullable(),
    occurred_at: timestamp,
    previous_hash: hash.nullable().meta({ description: "Null in the first record of a chain." }),
    hash,
  })
  .meta({ id: "AuditRecord" });

export const AuditRecordPage = pageSchema(AuditRecordSchema).meta({ id: "AuditRecordPage" });

export const AuditQuery = z.strictObject({
  actor_id: id.optional(),
  action: z.enum(Object.keys(eventTypes) as [EventType, ...EventType[]]).optional(),
  subject_id: line({ max: limits.name }).optional(),
  token_id: id.optional().meta({ description: "Done by this API token." }),
  outcome: outcome.optional(),
  from: moment.optional().meta({ description: "At this moment or later." }),
  to: moment.optional().meta({ description: "Before this moment." }),
  ...pageParameters,
});

export const VerifyQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/, "A whole number.")
    .transform(Number)
    .optional()
    .meta({
      type: "integer",
      minimum: 0,
      description:
        "`next` of the page before, or the sequence of a checkpoint that you trust; without it, the first record is the first.",
      example: "0",
    }),
});

export const Verification = z
  .object({
    ok: z.boolean(),
    checked: z.int().meta({ description: "How many records were found good." }),
    erased: z.int().meta({ description: "How many of them have lost what they said of a person." }),
    next: z
      .int()
      .nullable()
      .meta({ description: "Go on with this as `after`; null at the end of the chain." }),
    first_bad: z
      .object({
        sequence,
        reason: z.enum(Object.keys(badReasons) as [BadReason, ...BadReason[]]),
      })
      .optional(),
    checkpoint: z
      .object({
        sequence: sequence.meta({ description: "The last record that was pruned." }),
        pruned_from: z.int().meta({ description: "The first that was pruned with it." }),
        pruned_before: timestamp.meta({ description: "All of them were of before this moment." }),
        signed_at: timestamp,
      })
      .optional()
      .meta({
        description:
          "Signed, and stands for records that were pruned. Name its `sequence` as `after` to begin there.",
      }),
  })
  .meta({ id: "AuditVerification" });

export const AuditHead = z
  .object({
    workspace_id: id,
    sequence: sequence.meta({ description: "The last record; 0 where there is none." }),
    hash: hash.nullable(),
    signed_at: timestamp,
    signature: z.string().meta({ description: "By this installation, over all that stands here." }),
  })
  .meta({ id: "AuditHead" });

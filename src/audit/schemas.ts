import { z } from "zod";
import { id, line, moment, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { auditActions } from "../events/catalogue/event-types.ts";
import { limits } from "../limits.ts";
import { type BadReason, badReasons } from "./check-record.ts";

const outcome = z.enum(["success", "refused", "failed"]);
const hash = z.string().meta({
  description: "SHA-256 in hexadecimal.",
  example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
});
const sequence = z
  .int()
  .meta({ description: "The record's position in the chain. There are no gaps." });

export const AuditRecordSchema = z
  .object({
    sequence,
    action: z.string().meta({
      description:
        "An event type, or, for a refused attempt that would not have caused an event, the permission that it required.",
      example: "ticket.transitioned",
    }),
    outcome,
    actor_id: id.nullable().meta({ description: "Null if the actor is Slacky itself or unknown." }),
    subject_type: z.string().meta({ example: "ticket" }),
    subject_id: z.string().nullable(),
    token: z
      .object({ id, name: z.string() })
      .nullable()
      .meta({
        description: "The API token that was used. Null if the actor is a person or Slacky itself.",
        example: { id: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90", name: "nightly import" },
      }),
    data: z.record(z.string(), z.unknown()).meta({
      description: "What changed. Texts of tickets and comments appear as `{sha256, length}`.",
      example: { changes: { status: { from: "open", to: "in_progress" } } },
    }),
    ip_address: z.string().nullable().meta({ description: "Null if unknown or erased." }),
    user_agent: z.string().nullable(),
    personal: z.record(z.string(), z.unknown()).meta({
      description:
        "Other personal data of the record, such as an invited email address, which only a caller who may manage members sees. Empty after it was erased.",
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
  action: z.enum(auditActions).optional(),
  subject_id: line({ max: limits.name }).optional(),
  token_id: id.optional().meta({ description: "Only actions by this API token." }),
  outcome: outcome.optional(),
  from: moment.optional().meta({ description: "At this time or later." }),
  to: moment.optional().meta({ description: "Before this time." }),
  ...pageParameters,
});

export const VerifyQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/, "Must be a whole number.")
    .transform(Number)
    .optional()
    .meta({
      type: "integer",
      minimum: 0,
      description:
        "`next` of the previous response, or the sequence of a checkpoint that you trust. By default, verification starts at the first record.",
      example: "0",
    }),
});

export const Verification = z
  .object({
    ok: z.boolean(),
    checked: z.int().meta({ description: "How many records were verified." }),
    erased: z.int().meta({ description: "How many of them had their personal data erased." }),
    next: z
      .int()
      .nullable()
      .meta({ description: "Send this as `after` to continue. Null at the end of the chain." }),
    first_bad: z
      .object({
        sequence,
        reason: z.enum(Object.keys(badReasons) as [BadReason, ...BadReason[]]),
      })
      .optional(),
    checkpoint: z
      .object({
        sequence: sequence.meta({ description: "The last pruned record." }),
        pruned_from: z.int().meta({ description: "The first record pruned together with it." }),
        pruned_before: timestamp.meta({ description: "All of them occurred before this time." }),
        signed_at: timestamp,
      })
      .optional()
      .meta({
        description:
          "A signed checkpoint that replaces pruned records. Send its `sequence` as `after` to start there.",
      }),
  })
  .meta({ id: "AuditVerification" });

export const AuditHead = z
  .object({
    workspace_id: id,
    sequence: sequence.meta({ description: "The last record, or 0 if there is none." }),
    hash: hash.nullable(),
    signed_at: timestamp,
    signature: z
      .string()
      .meta({ description: "Signature by this installation over the other fields." }),
  })
  .meta({ id: "AuditHead" });

import { z } from "zod";
import { id, timestamp } from "../http/fields.ts";
import { pageParameters } from "../http/page.ts";
import { Problem } from "../problems.ts";
import { type EventType, eventTypes } from "./types.ts";

const feedTypes = (Object.keys(eventTypes) as EventType[]).filter(
  (type) => eventTypes[type].kind === "feed",
);

export const Event = z
  .object({
    sequence: z.int().meta({ description: "Its place in the workspace's feed, without a gap." }),
    id,
    type: z.string().meta({ examples: feedTypes }),
    actor_id: id.nullable().meta({ description: "Null for what Slacky did by itself." }),
    subject_type: z.string().meta({ example: "ticket" }),
    subject_id: z.string().nullable(),
    ticket_id: id.nullable(),
    data: z.record(z.string(), z.unknown()).meta({
      description: "What changed: `changes` holds each field with both its values.",
      example: { changes: { status: { from: "open", to: "in_progress" } } },
    }),
    occurred_at: timestamp,
  })
  .meta({ id: "Event" });

export const FeedPage = z
  .object({
    data: z.array(Event),
    epoch: id.meta({ description: "Which history the sequences belong to." }),
    head: z.int().meta({ description: "The newest sequence: a reader that is here has seen all." }),
  })
  .meta({ id: "FeedPage" });

const sequence = z
  .string()
  .regex(/^\d{1,15}$/, "A whole number.")
  .transform(Number)
  .meta({
    type: "integer",
    minimum: 0,
    description: "The sequence of the last event that you know; 0 is the beginning.",
    example: "0",
  });

/** What a reader that comes back sends as `Last-Event-ID`. Throws `invalid_request`. */
export function parseSequence(last_event_id: string): number {
  const { data } = sequence.safeParse(last_event_id);
  if (data !== undefined) return data;
  const detail = "Last-Event-ID is the sequence of the last event that you have seen.";
  throw new Problem("invalid_request", detail, {
    errors: [{ pointer: "/header/last-event-id", detail }],
  });
}

export const FeedQuery = z.strictObject({
  after: sequence.optional(),
  limit: pageParameters.limit,
});

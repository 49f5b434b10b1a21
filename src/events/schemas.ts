import { z } from "zod";
import { id, timestamp } from "../contract/fields.ts";
import { pageParameters } from "../contract/page.ts";
import { Problem } from "../problems.ts";
import { type EventType, eventTypes } from "./catalogue/event-types.ts";
import type { FeedEvent } from "./relay/queries.ts";

const feedTypes = (Object.keys(eventTypes) as EventType[]).filter(
  (type) => eventTypes[type].kind === "feed",
);

const common = {
  sequence: z.int().meta({
    description:
      "The event's position in the workspace's feed. Sequences have no gaps within an epoch.",
  }),
  id,
  actor_id: id.nullable().meta({ description: "Null if Slacky itself is the actor." }),
  subject_type: z.string().meta({ example: "ticket" }),
  subject_id: z.string().nullable(),
  ticket_id: id.nullable(),
  occurred_at: timestamp,
};

/** A stored event of the feed. `recordEvent` has checked its `data` by their type. */
type StoredEvent = Omit<FeedEvent, "workspace_id">;

/** One schema per type, distinguished by `type`. */
export const Event = z
  .discriminatedUnion("type", feedTypes.map(eventOf) as [EventOfType, ...EventOfType[]])
  .meta({
    id: "Event",
    description:
      "What happened. Later versions may add types, and fields of `data`. Ignore those that you do not know.",
    example: {
      sequence: 4,
      id: "01a20228-0000-7000-8000-000000000000",
      type: "ticket.transitioned",
      actor_id: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90",
      subject_type: "ticket",
      subject_id: "01924f5e-7c11-7a3a-8b1d-5e2f90ab34cd",
      ticket_id: "01924f5e-7c11-7a3a-8b1d-5e2f90ab34cd",
      data: {
        key: "ENG-1",
        project_id: "01924f5e-7be0-7f0c-9d52-1a7be0c4d6f8",
        version: 2,
        status: "in_progress",
        changes: { status: { from: "open", to: "in_progress" } },
        reason: null,
      },
      occurred_at: "2026-11-22T07:28:56.656415Z",
    },
  });

type EventOfType = ReturnType<typeof eventOf>;

function eventOf(type: EventType) {
  const { about, data } = eventTypes[type];
  return z
    .object({ ...common, type: z.literal(type), data })
    .meta({ id: nameOf(type), description: about });
}

/**
 * The schema's name: `TicketTransitionedEvent` for `ticket.transitioned`, in the contract and in
 * clients that are generated from it.
 */
function nameOf(type: EventType): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join("")}Event`;
}

export const FeedPage = z
  .object({
    data: z.array(Event as unknown as z.ZodType<StoredEvent>),
    epoch: id.meta({
      description:
        "Identifies the history that the sequences belong to. It changes when the database is restored or fails over.",
    }),
    head: z.int().meta({
      description:
        "The sequence of the newest event. A page may be short although more events follow, because it ends when they reach 1 MiB: continue until you are at `head` or a page is empty.",
    }),
  })
  .meta({ id: "FeedPage" });

const sequence = z
  .string()
  .regex(/^\d{1,15}$/, "Must be a whole number.")
  .transform(Number)
  .meta({
    type: "integer",
    minimum: 0,
    description: "The sequence of the last event that you have seen. 0 means the beginning.",
    example: "0",
  });

/** Parses the `Last-Event-ID` of a reconnecting client. Throws `invalid_request`. */
export function parseSequence(last_event_id: string): number {
  const { data } = sequence.safeParse(last_event_id);
  if (data !== undefined) return data;
  const detail = "`Last-Event-ID` must be the sequence of the last event that you have seen.";
  throw new Problem("invalid_request", detail, {
    errors: [{ pointer: "/headers/last-event-id", detail }],
  });
}

export const TicketEventsQuery = z.strictObject({
  after: sequence.optional(),
  before: sequence.optional().meta({
    description:
      "Only events before this sequence. With `sort=-sequence`, the sequence of the last event of the previous page continues the list.",
    example: "418",
  }),
  sort: z.enum(["sequence", "-sequence"]).default("sequence").meta({
    description: "`-sequence` is the newest first.",
  }),
  limit: pageParameters.limit,
});

export const FeedQuery = z.strictObject({
  after: sequence.optional(),
  limit: pageParameters.limit,
  inbox: z.enum(["true", "false"]).optional().meta({
    description:
      "For a stream: whether it also has messages `inbox` with the counts of your inbox, without an ID, at first and whenever they change.",
  }),
  stream_token: z
    .string()
    .max(200, "Must be a stream token from POST …/events/stream-tokens.")
    .optional()
    .meta({
      description:
        "For a stream, instead of the `Authorization` header, which `EventSource` cannot send. A stream token works once and expires after 30 seconds.",
    }),
});

export const StreamToken = z
  .object({
    stream_token: z.string().nullable().meta({
      description:
        "Opens one stream of this workspace: `GET …/events?stream_token=…`. Shown once: null if the request is repeated with its `Idempotency-Key`.",
      example: "sls_zvXy0SJyD1tmV1mZkC4ZP3VZbLzQy6y0T7pQx1dY0xk",
    }),
    expires_at: timestamp.meta({ description: "The stream must be opened before this time." }),
  })
  .meta({ id: "StreamToken" });

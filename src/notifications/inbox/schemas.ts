import { z } from "zod";
import { id, moment, timestamp } from "../../contract/fields.ts";
import { pageParameters, pageSchema } from "../../contract/page.ts";
import { declareReceipt, receiptSchema } from "../../contract/receipt.ts";
import { limits } from "../../limits.ts";
import { notificationReasons } from "../reasons.ts";

const flag = (description: string) => z.enum(["true", "false"]).optional().meta({ description });

const sequence = z.int();

/** What an inbox shows of a ticket. */
const NotifiedTicket = z
  .object({
    id,
    key: z.string().meta({ example: "ENG-42" }),
    title: z.string(),
    status: z.string().meta({ example: "open" }),
  })
  .meta({ id: "NotifiedTicket" });
declareReceipt(NotifiedTicket, {
  id: "NotifiedTicketReceipt",
  permission: "ticket:read",
  fields: ["id", "key", "status"],
});

const Notice = z
  .looseObject({
    type: z.string().meta({ example: "role_changed" }),
    text: z.string().meta({ description: "What it says, as a sentence." }),
  })
  .meta({
    id: "Notice",
    description: "Something that concerns no ticket. Types and fields may be added at any time.",
  });

export const Notification = z
  .object({
    id,
    workspace: z.object({ id, name: z.string() }).nullable().meta({
      description: "Null for a notice that belongs to you alone, such as that of your removal.",
    }),
    ticket: NotifiedTicket.or(receiptSchema(NotifiedTicket)).nullable(),
    notice: Notice.nullable(),
    reasons: z.array(z.enum(notificationReasons)).meta({
      description: "Why the ticket is in your inbox, strongest first: since you last read it.",
    }),
    unread: z.boolean(),
    first_unread: sequence.nullable().meta({
      description: "The sequence of the first event that you have not seen.",
    }),
    latest: sequence.nullable().meta({ description: "The sequence of the latest event." }),
    read_to: sequence.nullable().meta({
      description: "The sequence up to which you have seen the ticket's events, inclusive.",
    }),
    latest_type: z.string().nullable().meta({ example: "comment.created" }),
    actor: z.object({ id, name: z.string() }).nullable().meta({
      description: "Who caused the latest event. Null if Slacky itself did.",
    }),
    changed_at: timestamp,
    archived_at: timestamp.nullable(),
  })
  .meta({ id: "Notification" });

export type Notification = z.output<typeof Notification>;

const streamToken = z
  .string()
  .max(200, "Must be a stream token from POST /v1/notifications/stream-tokens.")
  .optional()
  .meta({
    description:
      "For a stream, instead of the `Authorization` header, which `EventSource` cannot send. A stream token works once and expires after 30 seconds.",
  });

export const NotificationsQuery = z.strictObject({
  unread: flag("Only what is unread, or only what is read."),
  archived: z
    .enum(["false", "include", "true"])
    .default("false")
    .meta({ description: "`include` adds what you have archived, `true` lists only that." }),
  archived_projects: z
    .enum(["false", "include"])
    .default("false")
    .meta({ description: "`include` adds tickets of archived projects." }),
  workspace_id: id.optional(),
  reason: z.enum(notificationReasons).optional(),
  ...pageParameters,
  stream_token: streamToken,
});

const changedUntil = {
  changed_until: timestamp.meta({
    description:
      "The time up to which the page shows your inbox. Send it with `read-all`: what changes later stays unread.",
  }),
};

export const NotificationPage = pageSchema(Notification)
  .extend(changedUntil)
  .meta({ id: "NotificationPage" });

const unread = z.int().meta({
  description: `Counted up to ${limits.unread_counted}, which means as many or more.`,
});

export const UnreadCount = z
  .object({
    unread,
    workspaces: z.array(z.object({ workspace_id: id, unread })).meta({
      description: "The workspaces where something is unread.",
    }),
  })
  .meta({ id: "UnreadCount" });

export type UnreadCount = z.output<typeof UnreadCount>;

export const NotificationParams = z.object({ notification_id: id });

export const ReadBody = z
  .strictObject({
    read_to: z.int().min(0).max(Number.MAX_SAFE_INTEGER).meta({
      description:
        "The sequence of the last event that you have seen. A later event leaves the ticket unread from there.",
      example: 42,
    }),
  })
  .meta({ id: "ReadNotification" });

/** Undefined leaves the message for what is not a time to the type. */
const missingChange = ({ input }: { input?: unknown }) =>
  input === undefined
    ? "Is required: send the `changed_until` of the page of /v1/notifications that was seen first."
    : undefined;

export const ArchiveBody = z
  .strictObject({
    read_to: ReadBody.shape.read_to.optional().meta({
      description:
        "The sequence of the last event that you have seen. If something happened later, the ticket is not archived, and is unread from there. By default, it is archived whatever has happened.",
      example: 42,
    }),
  })
  .meta({ id: "ArchiveNotification" });

export const ReadAllBody = z
  .strictObject({
    workspace_id: id.optional(),
    changed_until: z.string({ error: missingChange }).pipe(moment).meta({
      format: "date-time",
      description:
        "The `changed_until` of the page that you have seen; if you have seen several, of the first.",
      example: "2026-11-22T09:30:00.123456Z",
    }),
  })
  .meta({ id: "ReadAllNotifications" });

export const Marked = z
  .object({ marked: z.int().meta({ description: "How many were unread." }) })
  .meta({ id: "MarkedNotifications" });

export const InboxStreamToken = z
  .object({
    stream_token: z.string().nullable().meta({
      description:
        "Opens one stream of your inbox: `GET /v1/notifications?stream_token=…`. Shown once: null if the request is repeated with its `Idempotency-Key`.",
      example: "sls_zvXy0SJyD1tmV1mZkC4ZP3VZbLzQy6y0T7pQx1dY0xk",
    }),
    expires_at: timestamp.meta({ description: "The stream must be opened before this time." }),
  })
  .meta({ id: "InboxStreamToken" });

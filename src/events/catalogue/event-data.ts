import { z } from "zod";
import { roles } from "../../auth/permissions.ts";
import { day, id, timestamp } from "../../contract/fields.ts";
import { ticketFields } from "../../tickets/fields/ticket-fields.ts";
import { categories, transitionPermissions } from "../../workflows/enums.ts";
import { type TextField, textChanged, textFields } from "./changed-texts.ts";

// Parts that the `data` of several event types share. Events are stored forever, so a field may be
// added here, but none may be removed or change its type.

const role = z.enum(roles);
const key = z.string().meta({ example: "ENG-42" });
const status = z.string().meta({ example: "open" });
const text = z.string();

/** A changed field with its old and new value. */
function change<From extends z.ZodType, To extends z.ZodType = From>(from: From, to?: To) {
  return z.object({ from, to: (to ?? from) as To });
}

/** The changes of an event, which contains only the fields that changed. */
function changes<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z.object(shape).partial();
}

/** The same of all the fields that something has: each is null before the thing exists. */
function changesOf<Fields extends Record<string, z.ZodType>>(fields: Fields) {
  const shape = Object.entries(fields).map(([name, field]) => {
    if ((textFields as readonly string[]).includes(name)) return [name, textChanged];
    const before = field.safeParse(null).success ? field : field.nullable();
    return [name, change(before, field)];
  });
  return changes(
    Object.fromEntries(shape) as {
      [Name in keyof Fields]: Name extends TextField ? typeof textChanged : Change<Fields[Name]>;
    },
  );
}

type Change<To extends z.ZodType> = z.ZodObject<{ from: z.ZodNullable<To>; to: To }>;

export const nothing = z.object({});

export const named = { name: text };
export const offered = { role };
export const withdrawalCauses = ["inviter_not_admin", "invitee_erased", "invitee_added"] as const;
export type WithdrawalCause = (typeof withdrawalCauses)[number];
/** Name and owner of an API token. */
export const apiToken = { ...named, user_id: id };

export const roleGiven = z.object({ role: change(role.nullable(), role) });
export const roleChanged = z.object({ role: change(role) });
export const roleEnded = z.object({ role: change(role, z.null()) });

export const workspaceChanges = changes({
  name: change(text),
  require_if_match: change(z.boolean()),
  slug: change(z.string()),
  versions_visible_to_all: change(z.boolean()),
});

export const workflow = {
  name: text,
  initial_status: status,
  statuses: z.array(z.object({ status, category: z.enum(categories) })),
  transitions: z.array(
    z.object({
      from: status,
      to: status,
      permission: z.enum(transitionPermissions),
      reason_required: z.boolean(),
      resolution_required: z.boolean(),
    }),
  ),
};

/** A label after it was renamed. */
export const renamedLabel = {
  ...named,
  changes: z.object({ name: change(text) }),
  merged: z.boolean().meta({ description: "Whether another label had that name already." }),
};

export const projectKey = text.meta({ example: "ENG" });
export const projectChanges = changes({ name: change(text), workflow_id: change(id) });
export const archived = z.object({ archived_at: change(timestamp.nullable()) });

/** The earlier version whose texts were emptied. */
export const redacted = { redacted_version: z.int() };

/** A ticket after the event. For a new ticket, all old values are null. */
export const ticket = {
  key,
  project_id: id,
  version: z.int().meta({ description: "The version after this event." }),
  status,
  /** A named component of the contract, which would otherwise repeat it for every type. */
  changes: changesOf(ticketFields).meta({ id: "TicketChanges" }),
};

/** Of an event that may mention members. */
export const mentioning = {
  mentions: z.array(id).optional().meta({
    description: "The members whom this event mentions and who were not mentioned before.",
  }),
};

/** What makes a ticket due. `changes` is empty. */
export const due = {
  kind: z.enum(["soon", "today", "overdue"]),
  due_on: day,
  assignee_id: id.nullable(),
  reporter_id: id,
};

export const comment = {
  key: key.meta({ description: "The ticket's key." }),
  project_id: id,
  author_id: id,
  version: z.int(),
  changes: changes({ body: textChanged }),
};

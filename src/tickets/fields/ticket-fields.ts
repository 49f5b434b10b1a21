import { z } from "zod";
import { day, id, line, text, timestamp } from "../../contract/fields.ts";
import { limits } from "../../limits.ts";
import { priorities, resolutions } from "../enums.ts";

// The only list of a ticket's fields. The API's Ticket, the bodies of create and update, and the
// changes in events are made from it, and ./queries.ts does not compile unless it has the SQL of
// each field.

/** The schemas of a field: in a ticket, in the body of a new ticket, and in a patch. */
interface Field {
  shown: z.ZodType;
  create: z.ZodType;
  update: z.ZodType;
}

const title = line({ max: limits.title }).meta({ example: "The login page stays blank" });
const priority = z.enum(priorities);
const metadata = z.record(z.string(), z.unknown()).meta({
  description:
    "Free-form data of integrations, at most 16 KiB as it is stored: with a space after each comma and colon, and numbers without an exponent. Integers that a double cannot represent are refused: send them as strings.",
  example: { build: 418 },
});

/** The fields that can be set directly. */
const editable = {
  title: {
    shown: z.string().meta({ example: "The login page stays blank" }),
    create: title,
    update: title.optional(),
  },
  description: clearable({
    shown: z.string().nullable(),
    input: text({ max: limits.text })
      .nullable()
      .meta({ description: "Markdown.", example: "Since this morning, **only** in Firefox." }),
  }),
  priority: { shown: priority, create: priority.default("none"), update: priority.optional() },
  assignee_id: clearable({ shown: id.nullable(), input: id.nullable() }),
  due_on: clearable({ shown: day.nullable(), input: day.nullable() }),
  external_id: clearable({
    shown: z.string().nullable(),
    input: line({ max: limits.external_id }).nullable(),
  }),
  metadata: {
    shown: metadata,
    create: metadata.default({}),
    update: metadata
      .nullable()
      .optional()
      .meta({
        description:
          "Merged into the existing metadata. `null` removes a name, or everything (RFC 7396).",
        example: { build: 418 },
      }),
  },
} satisfies Record<string, Field>;

/** The shapes of the bodies that create and update a ticket. */
export const createShape = shapeOf(editable, "create");
export const updateShape = shapeOf(editable, "update");

/** All fields that a command can change, as a ticket has them. Events record their changes. */
export const ticketFields = {
  ...shapeOf(editable, "shown"),
  status: z.string().meta({ example: "open" }),
  labels: z.array(z.string()),
  resolution: z.enum(resolutions).nullable(),
  lease_expires_at: timestamp.nullable().meta({
    description: "When the ticket returns to the queue unless the claim is renewed.",
  }),
  returned_at: timestamp.nullable().meta({
    description:
      "When a lease ran out. Until it is claimed, assigned or moved, `claim-next` offers the ticket, whatever its status.",
  }),
};

/** A nullable field: null is its default in a new ticket, and clears it in a patch. */
function clearable<Shown extends z.ZodType, Value>({
  shown,
  input,
}: {
  shown: Shown;
  input: z.ZodNullable<z.ZodType<Value, Value>>;
}) {
  return { shown, create: input.default(null), update: input.optional() };
}

function shapeOf<Fields extends Record<string, Field>, As extends keyof Field>(
  fields: Fields,
  as: As,
) {
  const entries = Object.entries(fields).map(([name, field]) => [name, field[as]]);
  return Object.fromEntries(entries) as { [Name in keyof Fields]: Fields[Name][As] };
}

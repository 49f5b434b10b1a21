import { z } from "zod";
import { archivedParameter, day, id, idOr, line, moment, text } from "../../contract/fields.ts";
import { limitUpTo, pageParameters, pageSchema } from "../../contract/page.ts";
import { labelName } from "../../labels/label-fields.ts";
import { limits } from "../../limits.ts";
import { projectRef } from "../../projects/project-ref.ts";
import { categories } from "../../workflows/enums.ts";
import { priorities } from "../enums.ts";
import { Ticket } from "../schemas.ts";

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
  deleted_by: true,
})
  .extend({ matched: matched.optional() })
  .meta({ id: "TicketCard", description: "A ticket in a list with `fields=card`." });
export const TicketCardPage = pageSchema(TicketCard).meta({ id: "TicketCardPage" });
/** What a list of tickets returns. */
export const TicketPages = z.union([TicketPage, TicketCardPage]);

/** A parameter that may be given several times. */
function repeatable<Element extends z.ZodType<unknown, string>>(
  element: Element,
  { times, error }: { times: number; error: string },
) {
  return z
    .union([element.transform((one) => [one]), z.array(element).min(1).max(times, error)], error)
    .optional() as unknown as z.ZodOptional<z.ZodType<z.output<Element>[], string | string[]>>;
}

function repeatableText<Element extends z.ZodType<unknown, string>>(
  element: Element,
  { length, times }: { length: number; times: number },
) {
  const error = `Must be 1 to ${length} characters long and appear at most ${times} times.`;
  return repeatable(element, { times, error });
}

function repeatableWord<const Word extends string>(words: readonly [Word, ...Word[]]) {
  const error = `Must be one of ${words.join(", ")}, and appear at most ${words.length} times.`;
  return repeatable(z.enum(words), { times: words.length, error });
}

/** A user, by ID or by one of these words. */
function userOr<const Word extends string>(...words: [Word, ...Word[]]) {
  return z.union([z.enum(words), idOr(...words)]);
}

const rowsOfPage = `Must be a whole number from 1 to ${limits.page_max}, or with \`fields=card\` to ${limits.page_max_cards}.`;
const limit = limitUpTo(
  limits.page_max_cards,
  rowsOfPage,
  `Items per page, 1 to ${limits.page_max}; with \`fields=card\`, 1 to ${limits.page_max_cards}. By default ${limits.page_default}, or with \`id\` all that are named.`,
);

const filters = {
  id: repeatable(id, {
    times: limits.ids_in_filter,
    error: `Must be a UUID, and appear at most ${limits.ids_in_filter} times.`,
  }).meta({
    description:
      "These tickets, in the order of the list. One that does not exist, or does not match the other filters, is left out. Tickets of archived projects are included.",
  }),
  status: repeatableText(text({ min: 1, max: limits.status }), {
    length: limits.status,
    times: limits.statuses_in_filter,
  }),
  category: repeatableWord(categories).meta({
    description: "Of the status, in the workflow of the ticket's project.",
  }),
  assignee_id: repeatable(userOr("none", "me"), {
    times: limits.assignees_in_filter,
    error: `Must be a UUID, none or me, and appear at most ${limits.assignees_in_filter} times.`,
  }),
  reporter_id: userOr("me").optional(),
  priority: repeatableWord(priorities),
  label: repeatableText(labelName, { length: limits.label, times: limits.labels_in_filter }).meta({
    description: "All of these.",
  }),
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
  limit: limit.schema.optional().meta(limit.meta),
  cursor: pageParameters.cursor,
  sort: z
    .enum([
      ...(["created_at", "-created_at", "priority", "-priority", "due_on", "-due_on"] as const),
      ...(["queue", "deleted_at", "-deleted_at"] as const),
    ])
    .default("-created_at")
    .meta({
      description:
        "`queue` is the order in which `claim-next` takes tickets, the most urgent first, then the oldest; it needs a project and `status`. `deleted_at` needs `deleted=true`.",
    }),
};

interface Query {
  sort: string;
  deleted: string;
  fields?: "card" | undefined;
  limit?: number | undefined;
  status?: string[] | undefined;
}

/** The trash has indexes by age and by the time of deletion. */
const suitsTrash = ({ deleted, sort }: Query) =>
  deleted === "true" ? /(created|deleted)_at$/.test(sort) : !sort.endsWith("deleted_at");
const trashSort = {
  path: ["sort"],
  error:
    "With `deleted=true`, must be created_at, -created_at, deleted_at or -deleted_at; the latter two only then.",
};

const isColumn = ({ sort, status }: Query) => sort !== "queue" || status !== undefined;
const columnSort = {
  path: ["sort"],
  error: "`queue` orders the tickets of a project in a status: send `project_id` and `status`.",
};

const isWithinLimit = ({ fields, limit }: Query) =>
  fields === "card" || typeof limit !== "number" || limit <= limits.page_max;
/** Checked also if other parameters are invalid, so that one response names all of them. */
const withinLimit = { path: ["limit"], error: rowsOfPage, when: () => true };

export const ListProjectTicketsQuery = z
  .strictObject(filters)
  .refine(suitsTrash, trashSort)
  .refine(isColumn, columnSort)
  .refine(isWithinLimit, withinLimit);
export const ListTicketsQuery = z
  .strictObject({
    project_id: projectRef.optional(),
    archived: archivedParameter,
    ...filters,
  })
  .refine(suitsTrash, trashSort)
  .refine(
    (query) => isColumn(query) && (query.sort !== "queue" || query.project_id !== undefined),
    columnSort,
  )
  .refine(isWithinLimit, withinLimit);

import { z } from "zod";
import { archivedParameter, id } from "../contract/fields.ts";
import { projectRef } from "../projects/project-ref.ts";

export const CountsQuery = z.strictObject({
  group_by: z.literal("status"),
  project_id: projectRef.optional(),
  archived: archivedParameter,
});

export const TicketCounts = z
  .object({
    sequence: z.int().meta({
      description: "The place in the feed up to which tickets are counted.",
      example: 1042,
    }),
    data: z.array(
      z.object({ project_id: id, status: z.string().meta({ example: "open" }), count: z.int() }),
    ),
  })
  .meta({ id: "TicketCounts" });

import { z } from "zod";
import { id } from "../contract/fields.ts";

export const CountsQuery = z.strictObject({
  group_by: z.literal("status"),
  project_id: id.optional(),
});

export const TicketCounts = z
  .object({
    data: z.array(
      z.object({ project_id: id, status: z.string().meta({ example: "open" }), count: z.int() }),
    ),
  })
  .meta({ id: "TicketCounts" });

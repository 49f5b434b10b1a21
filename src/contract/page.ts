import { z } from "zod";
import { limits } from "../limits.ts";

const rows = `Must be a whole number from 1 to ${limits.page_max}.`;
const cursorHelp = "Must be the `next_cursor` of the previous page.";

/** The query parameters that all lists have. */
export const pageParameters = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, rows)
    .transform(Number)
    .pipe(z.int().min(1, rows).max(limits.page_max, rows))
    .default(limits.page_default)
    .meta({
      description: `Items per page, 1 to ${limits.page_max}.`,
      override: {
        type: "integer",
        pattern: undefined,
        minimum: 1,
        maximum: limits.page_max,
        default: limits.page_default,
      },
    }),
  cursor: z
    .string()
    .min(1, cursorHelp)
    .max(2_000, cursorHelp)
    .optional()
    .meta({ description: "The `next_cursor` of the previous page." }),
};

export interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

/** The response of every list: a page of these rows. */
export function pageSchema<Row extends z.ZodType>(row: Row) {
  return z.object({
    data: z.array(row),
    next_cursor: z.string().nullable().meta({
      description:
        "Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last.",
    }),
  });
}

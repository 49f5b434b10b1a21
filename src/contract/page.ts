import { z } from "zod";
import { limits } from "../limits.ts";

const cursorHelp = "Must be the `next_cursor` of the previous page.";

const limit = limitUpTo(limits.page_max);

/** The query parameters that all lists have. */
export const pageParameters = {
  limit: limit.schema.default(limits.page_default).meta(limit.meta),
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

/** The number of items per page, and how the contract shows it. */
export function limitUpTo(
  max: number,
  rows: string = `Must be a whole number from 1 to ${max}.`,
  description: string = `Items per page, 1 to ${max}.`,
) {
  const schema = z
    .string()
    .regex(/^\d{1,3}$/, rows)
    .transform(Number)
    .pipe(z.int().min(1, rows).max(max, rows));
  const type = { type: "integer", pattern: undefined, minimum: 1, maximum: max } as const;
  return { schema, meta: { description, override: { ...type, default: limits.page_default } } };
}

/**
 * The page in these rows, which were limited to one more, or to the bytes of a page (`has_more`).
 * `last` is the row after which the next page begins, if there is one.
 */
export function takePage<Row extends object>(
  rows: readonly (Row & { has_more?: boolean | undefined })[],
  limit: number,
): { data: Row[]; last: Row | undefined } {
  const data = rows.slice(0, limit);
  const end = data.at(-1);
  return {
    // `undefined` is left out by JSON, and takes less time than to copy all other columns.
    data: end?.has_more === undefined ? data : data.map((row) => ({ ...row, has_more: undefined })),
    last: rows.length > limit || end?.has_more ? end : undefined,
  };
}

/** The response of every list: a page of these rows. */
export function pageSchema<Row extends z.ZodType>(row: Row) {
  return z.object({
    data: z.array(row),
    next_cursor: z.string().nullable().meta({
      description:
        "Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB.",
    }),
  });
}

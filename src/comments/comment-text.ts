import { text } from "../contract/fields.ts";
import { limits } from "../limits.ts";

/** What a comment says, for every operation that makes one. */
export const commentText = text({ min: 1, max: limits.text })
  .refine((value) => value.trim() !== "", "Something that can be read.")
  .meta({ description: "Markdown.", example: "It is the **cache**." });

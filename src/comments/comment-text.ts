import { text } from "../contract/fields.ts";
import { limits } from "../limits.ts";

/** What a comment says, for every operation that makes one. */
export const commentText = text({ min: 1, max: limits.text }).meta({
  description: "Markdown.",
  example: "It is the **cache**.",
});

import { text } from "../contract/fields.ts";
import { limits } from "../limits.ts";

/** The text of a comment, for every operation that creates one. */
export const commentText = text({ min: 1, max: limits.text }).meta({
  description: "Markdown.",
  example: "It is the **cache**.",
});

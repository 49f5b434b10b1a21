import { z } from "zod";
import { limits } from "../../limits.ts";

/** Words that address a group or nobody, now or one day. */
export const reservedHandles: ReadonlySet<string> = new Set([
  ...["all", "here", "channel", "everyone", "team", "me", "none", "system"],
]);

const { handle: max, handle_min: min } = limits;
const shape = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** A handle as the API shows it. */
export const shownHandle = z.string().meta({ example: "ada" });

/** A handle that somebody chooses. It is stored in lower case. */
export const newHandle = z
  .string()
  .trim()
  .toLowerCase()
  .refine(
    (handle) => handle.length >= min && handle.length <= max && shape.test(handle),
    `Must be ${min} to ${max} characters: letters from a to z and digits, with single \`.\`, \`_\` or \`-\` between them.`,
  )
  .refine((handle) => !reservedHandles.has(handle), "This handle is reserved. Choose another one.")
  .meta({ minLength: min, maxLength: max, example: "ada" });

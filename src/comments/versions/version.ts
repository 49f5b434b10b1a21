import type { z } from "zod";
import type { CommentVersion as CommentVersionSchema } from "./schemas.ts";

/** A text that a comment has or had. */
export type CommentVersion = z.output<typeof CommentVersionSchema>;

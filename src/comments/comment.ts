import type { z } from "zod";
import type { Comment as CommentSchema } from "./schemas.ts";

/** A comment as the API shows it. `version` rises with every change of its text. */
export type Comment = z.output<typeof CommentSchema>;

/** Names a comment where it stands: one of another ticket is not there. */
export type CommentKey = Pick<Comment, "workspace_id" | "ticket_id" | "id">;

import type { z } from "zod";
import type { Comment as CommentSchema } from "./schemas.ts";

/** A comment as the API returns it. `version` rises with every change of its text. */
export type Comment = z.output<typeof CommentSchema>;

/** Identifies a comment on its ticket. On another ticket, the same ID is not found. */
export type CommentKey = Pick<Comment, "workspace_id" | "ticket_id" | "id">;

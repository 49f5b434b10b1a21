import { z } from "zod";
import { id, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { declareReceipt } from "../contract/receipt.ts";
import { mentions } from "../mentions/mentions-field.ts";
import { TicketParams } from "../tickets/ticket-ref.ts";
import { commentText } from "./comment-text.ts";

export const CommentParams = TicketParams.extend({ comment_id: id });

export const Comment = z
  .object({
    id,
    workspace_id: id,
    ticket_id: id,
    author_id: id,
    body: z.string().meta({ example: "It is the **cache**." }),
    body_html: z.string().meta({ example: "<p>It is the <strong>cache</strong>.</p>" }),
    mentions,
    version: z.int(),
    edited_at: timestamp.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: "Comment" });
declareReceipt(Comment, {
  id: "CommentReceipt",
  permission: "comment:read",
  fields: ["id", "ticket_id", "version"],
});

export const CreateCommentBody = z
  .strictObject({ body: commentText })
  .meta({ id: "CreateComment" });
export const UpdateCommentBody = z
  .strictObject({ body: commentText.optional() })
  .meta({ id: "UpdateComment" });

export const CommentsQuery = z.strictObject({
  sort: z.enum(["created_at", "-created_at"]).default("created_at"),
  ...pageParameters,
});
export const CommentPage = pageSchema(Comment).meta({ id: "CommentPage" });

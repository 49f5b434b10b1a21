import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { TicketParams } from "../tickets/ticket-ref.ts";
import { createComment } from "./create.ts";
import { deleteComment } from "./delete.ts";
import { editComment } from "./edit.ts";
import { readComment, readComments } from "./read.ts";
import {
  Comment,
  CommentPage,
  CommentParams,
  CommentsQuery,
  CreateCommentBody,
  UpdateCommentBody,
} from "./schemas.ts";

const comments = `${workspacePath}/tickets/:ticket_id/comments`;

export const commentEndpoints = [
  endpoint("POST", comments, {
    operation: "createComment",
    summary: "Comment on a ticket",
    permission: "comment:create",
    action: "comment.created",
    params: TicketParams,
    body: CreateCommentBody,
    response: Comment,
    status: 201,
    location: ({ workspace_id, ticket_id, id }) =>
      `/v1/workspaces/${workspace_id}/tickets/${ticket_id}/comments/${id}`,
    etag: true,
    problems: ["project_archived"],
    write: (tx, { context, params, body }) => createComment(tx, context, params.ticket_id, body),
  }),
  endpoint("GET", comments, {
    operation: "listComments",
    summary: "List a ticket's comments",
    permission: "comment:read",
    params: TicketParams,
    query: CommentsQuery,
    response: CommentPage,
    read: (db, { context, params, query, instance: { cursors } }) =>
      readComments(db, context, params.ticket_id, { cursors, ...query }),
  }),
  endpoint("GET", `${comments}/:comment_id`, {
    operation: "getComment",
    summary: "Read a comment",
    permission: "comment:read",
    params: CommentParams,
    response: Comment,
    etag: true,
    read: (db, { context, params }) =>
      readComment(db, context, params.ticket_id, params.comment_id),
  }),
  endpoint("PATCH", `${comments}/:comment_id`, {
    operation: "updateComment",
    summary: "Change the text of a comment",
    permission: "comment:edit_own",
    action: "comment.edited",
    params: CommentParams,
    body: UpdateCommentBody,
    response: Comment,
    etag: true,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    write: (tx, { context, params, body, expected }) =>
      editComment(tx, context, { ticket: params.ticket_id, id: params.comment_id, expected }, body),
  }),
  endpoint("DELETE", `${comments}/:comment_id`, {
    operation: "deleteComment",
    summary: "Delete a comment",
    permission: "comment:edit_own",
    action: "comment.deleted",
    params: CommentParams,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    write: (tx, { context, params, expected }) =>
      deleteComment(tx, context, { ticket: params.ticket_id, id: params.comment_id, expected }),
  }),
];

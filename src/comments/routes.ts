import { endpoint, workspacePath } from "../contract/endpoint.ts";
import type { Instance } from "../instance.ts";
import { againstDeletion, requireTicket } from "../tickets/lock-ticket.ts";
import { findTicket } from "../tickets/queries.ts";
import { requireFound } from "../tickets/read.ts";
import { TicketParams, type TicketRef } from "../tickets/ticket-ref.ts";
import { createComment } from "./create.ts";
import { deleteComment } from "./delete.ts";
import { editComment } from "./edit.ts";
import { findComment } from "./queries.ts";
import { commentsQuery, requireComment, toCommentPage } from "./read.ts";
import {
  Comment,
  CommentPage,
  CommentParams,
  CommentsQuery,
  CreateCommentBody,
  UpdateCommentBody,
} from "./schemas.ts";

const comments = `${workspacePath}/tickets/:ticket_id/comments`;

interface TicketTarget {
  params: { workspace_id: string; ticket_id: TicketRef };
}

const toPageRequest = <Query>({
  params,
  query,
  instance,
}: TicketTarget & { query: Query; instance: Instance }) => ({
  workspace_id: params.workspace_id,
  cursors: instance.cursors,
  query,
});

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
    locks: againstDeletion,
    texts: ({ body }) => [body.body],
    write: async (tx, { context, locked, body }) =>
      createComment(tx, context, requireTicket(locked), body),
  }),
  endpoint("GET", comments, {
    operation: "listComments",
    summary: "List the comments of a ticket",
    permission: "comment:read",
    params: TicketParams,
    query: CommentsQuery,
    response: CommentPage,
    queries: (input) => [
      findTicket(input.params.workspace_id, input.params.ticket_id),
      commentsQuery(toPageRequest(input), input.params.ticket_id),
    ],
    respond: ([[ticket], rows], input) =>
      toCommentPage(toPageRequest(input), requireFound(ticket), rows),
  }),
  endpoint("GET", `${comments}/:comment_id`, {
    operation: "getComment",
    summary: "Get a comment",
    permission: "comment:read",
    params: CommentParams,
    response: Comment,
    etag: true,
    queries: ({ params: { workspace_id, ticket_id, comment_id } }) => [
      findTicket(workspace_id, ticket_id),
      findComment(workspace_id, ticket_id, comment_id),
    ],
    respond: ([[ticket], [comment]]) => {
      requireFound(ticket);
      return requireComment(comment);
    },
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
    locks: againstDeletion,
    texts: ({ body }) => [body.body],
    write: (tx, { context, locked, params, body, expected }) => {
      const ref = { ticket: requireTicket(locked), id: params.comment_id, expected };
      return editComment(tx, context, ref, body);
    },
  }),
  endpoint("DELETE", `${comments}/:comment_id`, {
    operation: "deleteComment",
    summary: "Delete a comment",
    permission: "comment:edit_own",
    action: "comment.deleted",
    params: CommentParams,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    locks: againstDeletion,
    write: (tx, { context, locked, params, expected }) =>
      deleteComment(tx, context, {
        ticket: requireTicket(locked),
        id: params.comment_id,
        expected,
      }),
  }),
];

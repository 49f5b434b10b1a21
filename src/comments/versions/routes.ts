import { endpoint, workspacePath } from "../../contract/endpoint.ts";
import { againstDeletion, requireTicketOrTrash } from "../../tickets/lock-ticket.ts";
import { findTicket } from "../../tickets/queries.ts";
import { requireFound } from "../../tickets/read.ts";
import { findVersionVisibility } from "../../workspaces/queries.ts";
import { findComment } from "../queries.ts";
import { requireComment } from "../read.ts";
import { CommentParams } from "../schemas.ts";
import { commentVersionsQuery, toCommentVersionPage } from "./read.ts";
import { redactCommentVersion } from "./redact.ts";
import { CommentVersionPage, CommentVersionParams, CommentVersionsQuery } from "./schemas.ts";

const versions = `${workspacePath}/tickets/:ticket_id/comments/:comment_id/versions`;

export const commentVersionEndpoints = [
  endpoint("GET", versions, {
    operation: "listCommentVersions",
    summary: "List the texts that a comment has and had",
    permission: "comment:read",
    params: CommentParams,
    query: CommentVersionsQuery,
    response: CommentVersionPage,
    problems: ["forbidden"],
    queries: ({ params, query, instance }) => [
      findTicket(params.workspace_id, params.ticket_id),
      findComment(params.workspace_id, params.ticket_id, params.comment_id),
      findVersionVisibility(params.workspace_id),
      commentVersionsQuery({ params, query, instance }),
    ],
    respond: ([[ticket], [found], [workspace], rows], { context, ...request }) => {
      requireFound(ticket);
      const comment = requireComment(found);
      const areVisible = workspace?.versions_visible_to_all === true;
      return toCommentVersionPage(context, request, { comment, areVisible }, rows);
    },
  }),
  endpoint("DELETE", `${versions}/:version`, {
    operation: "redactCommentVersion",
    summary: "Empty an earlier text of a comment",
    permission: "comment:edit_own",
    action: "comment.version_redacted",
    params: CommentVersionParams,
    problems: ["version_is_current"],
    locks: againstDeletion,
    // A secret has to go, wherever it is: in an archived project and in the trash, too.
    write: (tx, { context, locked, params: { comment_id, version } }) => {
      const ticket = requireTicketOrTrash(locked);
      return redactCommentVersion(tx, context, ticket, { id: comment_id, version });
    },
  }),
];

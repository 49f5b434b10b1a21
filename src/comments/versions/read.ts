import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Page } from "../../contract/page.ts";
import {
  openVersionPage,
  sealVersionPage,
  type VersionPageRequest,
} from "../../contract/version-page.ts";
import type { Cursors } from "../../db/cursor.ts";
import type { PageRow } from "../../db/first-rows.ts";
import type { Sql } from "../../db/sql.ts";
import type { TicketRef } from "../../tickets/ticket-ref.ts";
import type { Comment } from "../comment.ts";
import { listCommentVersions } from "./queries.ts";
import type { CommentVersion } from "./version.ts";

interface CommentVersionsRequest {
  params: { workspace_id: string; ticket_id: TicketRef; comment_id: string };
  query: VersionPageRequest["query"];
  instance: { cursors: Cursors };
}

/** The rows of a page of a comment's texts. Throws `invalid_request` for a cursor of another list. */
export function commentVersionsQuery(
  request: CommentVersionsRequest,
): Sql<PageRow<CommentVersion>> {
  const { workspace_id, ticket_id, comment_id } = request.params;
  const range = openVersionPage(toPageRequest(request));
  return listCommentVersions(workspace_id, ticket_id, comment_id, range);
}

/**
 * The page with these rows, for the comment's author, for those who may read any version, and for
 * everyone if the workspace says so. Throws `forbidden`.
 */
export function toCommentVersionPage(
  { actor }: Pick<WorkspaceContext, "actor">,
  request: CommentVersionsRequest,
  { comment, areVisible }: { comment: Comment; areVisible: boolean },
  rows: readonly PageRow<CommentVersion>[],
): Page<CommentVersion> {
  if (!areVisible && comment.author_id !== actor.id) actor.require("version:read_any");
  return sealVersionPage(toPageRequest(request), comment.id, rows);
}

function toPageRequest({ params, query, instance }: CommentVersionsRequest): VersionPageRequest {
  const binding = ["comment versions", 1, params.workspace_id];
  return { binding, cursors: instance.cursors, query };
}

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
import type { Ticket } from "../ticket.ts";
import type { TicketRef } from "../ticket-ref.ts";
import { listTicketVersions } from "./queries.ts";
import type { TicketVersion } from "./version.ts";

interface TicketVersionsRequest {
  params: { workspace_id: string; ticket_id: TicketRef };
  query: VersionPageRequest["query"];
  instance: { cursors: Cursors };
}

/** The rows of a page of a ticket's texts. Throws `invalid_request` for a cursor of another list. */
export function ticketVersionsQuery(request: TicketVersionsRequest): Sql<PageRow<TicketVersion>> {
  const { workspace_id, ticket_id } = request.params;
  return listTicketVersions(workspace_id, ticket_id, openVersionPage(toPageRequest(request)));
}

/**
 * The page with these rows, for the ticket's reporter, for those who may read any version, and for
 * everyone if the workspace says so. Throws `forbidden`.
 */
export function toTicketVersionPage(
  { actor }: Pick<WorkspaceContext, "actor">,
  request: TicketVersionsRequest,
  { ticket, areVisible }: { ticket: Ticket; areVisible: boolean },
  rows: readonly PageRow<TicketVersion>[],
): Page<TicketVersion> {
  if (!areVisible && ticket.reporter_id !== actor.id) actor.require("version:read_any");
  return sealVersionPage(toPageRequest(request), ticket.id, rows);
}

function toPageRequest({ params, query, instance }: TicketVersionsRequest): VersionPageRequest {
  const binding = ["ticket versions", 1, params.workspace_id];
  return { binding, cursors: instance.cursors, query };
}

import { endpoint, workspacePath } from "../../contract/endpoint.ts";
import { findVersionVisibility } from "../../workspaces/queries.ts";
import { forChange, requireTicketOrTrash } from "../lock-ticket.ts";
import { findTicket } from "../queries.ts";
import { requireFound } from "../read.ts";
import { TicketParams } from "../ticket-ref.ts";
import { ticketVersionsQuery, toTicketVersionPage } from "./read.ts";
import { redactTicketVersion } from "./redact.ts";
import { TicketVersionPage, TicketVersionParams, TicketVersionsQuery } from "./schemas.ts";

const versions = `${workspacePath}/tickets/:ticket_id/versions`;

export const ticketVersionEndpoints = [
  endpoint("GET", versions, {
    operation: "listTicketVersions",
    summary: "List the titles and descriptions that a ticket has and had",
    permission: "ticket:read",
    params: TicketParams,
    query: TicketVersionsQuery,
    response: TicketVersionPage,
    problems: ["forbidden"],
    queries: ({ params, query, instance }) => [
      findTicket(params.workspace_id, params.ticket_id),
      findVersionVisibility(params.workspace_id),
      ticketVersionsQuery({ params, query, instance }),
    ],
    respond: ([[found], [workspace], rows], { context, ...request }) => {
      const ticket = requireFound(found);
      const areVisible = workspace?.versions_visible_to_all === true;
      return toTicketVersionPage(context, request, { ticket, areVisible }, rows);
    },
  }),
  endpoint("DELETE", `${versions}/:version`, {
    operation: "redactTicketVersion",
    summary: "Empty an earlier title and description of a ticket",
    permission: "ticket:edit",
    action: "ticket.version_redacted",
    params: TicketVersionParams,
    problems: ["version_is_current"],
    locks: forChange,
    // A secret has to go, wherever it is: in an archived project and in the trash, too.
    write: (tx, { context, locked, params: { version } }) =>
      redactTicketVersion(tx, context, requireTicketOrTrash(locked), version),
  }),
];

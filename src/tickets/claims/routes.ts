import { endpoint, workspacePath } from "../../contract/endpoint.ts";
import { nothing } from "../../contract/fields.ts";
import { lockProject } from "../../projects/queries.ts";
import { forChange, requireTicket } from "../lock-ticket.ts";
import { ProjectParams, Ticket } from "../schemas.ts";
import { TicketParams } from "../ticket-ref.ts";
import { claimTicket } from "./claim.ts";
import { claimNextTicket } from "./claim-next.ts";
import { unclaimTicket } from "./unclaim.ts";

const ticketPath = `${workspacePath}/tickets/:ticket_id`;

export const claimEndpoints = [
  endpoint("POST", `${ticketPath}/claim`, {
    operation: "claimTicket",
    summary: "Make a ticket your own, and begin it",
    onRepeat: "it is 200 again for whoever has the ticket.",
    permission: "ticket:claim",
    action: "ticket.claimed",
    params: TicketParams,
    body: nothing,
    response: Ticket,
    etag: true,
    problems: ["already_claimed", "project_archived", "version_mismatch"],
    locks: forChange,
    write: (tx, { context, locked, expected }) =>
      claimTicket(tx, context, requireTicket(locked), { expected }),
  }),
  endpoint("DELETE", `${ticketPath}/claim`, {
    operation: "releaseTicket",
    summary: "Give a ticket back",
    permission: "ticket:claim",
    action: "ticket.released",
    params: TicketParams,
    response: Ticket,
    etag: true,
    problems: ["project_archived", "version_mismatch"],
    locks: forChange,
    write: (tx, { context, locked, expected }) =>
      unclaimTicket(tx, context, requireTicket(locked), { expected }),
  }),
  endpoint("POST", `${workspacePath}/projects/:project_id/claim-next`, {
    operation: "claimNextTicket",
    summary: "Claim the next ticket of a project's queue",
    onRepeat: "it claims another ticket.",
    permission: "ticket:claim",
    action: "ticket.claimed",
    params: ProjectParams,
    body: nothing,
    response: Ticket.optional(),
    etag: true,
    problems: ["project_archived"],
    locks: ({ params: { workspace_id, project_id } }) =>
      lockProject({ workspace_id, id: project_id }),
    write: (tx, { context, locked }) => claimNextTicket(tx, context, locked),
  }),
];

import { endpoint, workspacePath } from "../../contract/endpoint.ts";
import { ProjectParams } from "../../projects/project-ref.ts";
import { lockProject } from "../../projects/queries.ts";
import { forChange, requireTicket } from "../lock-ticket.ts";
import { ClaimTicketBody, Ticket } from "../schemas.ts";
import { TicketParams } from "../ticket-ref.ts";
import { claimTicket } from "./claim.ts";
import { claimNextTicket } from "./claim-next.ts";
import { unclaimTicket } from "./unclaim.ts";

const ticketPath = `${workspacePath}/tickets/:ticket_id`;

export const claimEndpoints = [
  endpoint("POST", `${ticketPath}/claim`, {
    operation: "claimTicket",
    summary: "Claim a ticket: assign it to yourself and start it",
    onRepeat:
      "a repeat returns 200 again if you are the assignee, and with `lease_seconds` it renews the lease.",
    permission: "ticket:claim",
    action: "ticket.claimed",
    params: TicketParams,
    body: ClaimTicketBody,
    response: Ticket,
    etag: true,
    problems: ["already_claimed", "project_archived", "version_mismatch"],
    locks: forChange,
    write: (tx, { context, locked, expected, body }) =>
      claimTicket(tx, context, requireTicket(locked), { ...body, expected }),
  }),
  endpoint("DELETE", `${ticketPath}/claim`, {
    operation: "releaseTicket",
    summary: "Release a claimed ticket",
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
    summary: "Claim the next ticket in the queue of a project",
    onRepeat: "a repeat claims another ticket.",
    permission: "ticket:claim",
    action: "ticket.claimed",
    params: ProjectParams,
    body: ClaimTicketBody,
    response: Ticket.optional(),
    etag: true,
    problems: ["project_archived"],
    locks: ({ params: { workspace_id, project_id } }) =>
      lockProject({ workspace_id, ...project_id }),
    write: (tx, { context, locked, body }) => claimNextTicket(tx, context, locked, body),
  }),
];

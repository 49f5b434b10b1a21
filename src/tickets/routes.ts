import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { claimTicket } from "./claims/claim.ts";
import { claimNextTicket } from "./claims/claim-next.ts";
import { unclaimTicket } from "./claims/unclaim.ts";
import { createTicket } from "./create.ts";
import { deleteTicket } from "./delete.ts";
import { editTicket } from "./edit.ts";
import { labelTicket, unlabelTicket } from "./label.ts";
import { listProjectTickets, listTickets } from "./list/list-tickets.ts";
import { readAllowedTransitions, readHistory, readTicket } from "./read.ts";
import { restoreTicket } from "./restore.ts";
import {
  AllowedTransitions,
  CreateTicketBody,
  HistoryQuery,
  LabelParams,
  ListProjectTicketsQuery,
  ListTicketsQuery,
  ProjectParams,
  StatusChangePage,
  Ticket,
  TicketPage,
  TransitionTicketBody,
  UpdateTicketBody,
} from "./schemas.ts";
import { TicketParams } from "./ticket-ref.ts";
import { transitionTicket } from "./transition.ts";

const ticketPath = `${workspacePath}/tickets/:ticket_id`;
const location = (ticket: { workspace_id: string; id: string }) =>
  `/v1/workspaces/${ticket.workspace_id}/tickets/${ticket.id}`;

export const ticketEndpoints = [
  endpoint("POST", `${workspacePath}/projects/:project_id/tickets`, {
    operation: "createTicket",
    summary: "Make a ticket",
    onRepeat:
      "it is 409 `external_id_taken` where it has an `external_id`; otherwise there are two tickets.",
    permission: "ticket:create",
    action: "ticket.created",
    params: ProjectParams,
    body: CreateTicketBody,
    response: Ticket,
    status: 201,
    location,
    etag: true,
    problems: [
      "project_archived",
      "external_id_taken",
      "assignee_not_member",
      "metadata_too_large",
    ],
    membersToLock: ({ body }) => [body.assignee_id],
    write: (tx, { context, params, body }) => createTicket(tx, context, params.project_id, body),
  }),
  endpoint("GET", `${workspacePath}/projects/:project_id/tickets`, {
    operation: "listProjectTickets",
    summary: "List a project's tickets",
    permission: "ticket:read",
    params: ProjectParams,
    query: ListProjectTicketsQuery,
    response: TicketPage,
    read: (db, { context, params: { project_id }, query, instance: { cursors } }) =>
      listProjectTickets(db, context, cursors, { project_id, ...query }),
  }),
  endpoint("GET", `${workspacePath}/tickets`, {
    operation: "listTickets",
    summary: "List the workspace's tickets",
    permission: "ticket:read",
    params: workspaceParams,
    query: ListTicketsQuery,
    response: TicketPage,
    read: (db, { context, query, instance: { cursors } }) =>
      listTickets(db, context, cursors, query),
  }),
  endpoint("GET", ticketPath, {
    operation: "getTicket",
    summary: "Read a ticket",
    permission: "ticket:read",
    params: TicketParams,
    response: Ticket,
    etag: true,
    read: (db, { context, params }) => readTicket(db, context, params.ticket_id),
  }),
  endpoint("PATCH", ticketPath, {
    operation: "updateTicket",
    summary: "Change fields of a ticket",
    permission: "ticket:edit",
    action: "ticket.updated",
    params: TicketParams,
    body: UpdateTicketBody,
    response: Ticket,
    etag: true,
    conditional: true,
    problems: [
      "project_archived",
      "external_id_taken",
      "version_mismatch",
      "assignee_not_member",
      "metadata_too_large",
    ],
    membersToLock: ({ body }) => [body.assignee_id],
    write: (tx, { context, params, body, expected }) =>
      editTicket(tx, context, params.ticket_id, { patch: body, expected }),
  }),
  endpoint("DELETE", ticketPath, {
    operation: "deleteTicket",
    summary: "Put a ticket into the trash",
    permission: "ticket:delete",
    action: "ticket.deleted",
    params: TicketParams,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    write: (tx, { context, params, expected }) =>
      deleteTicket(tx, context, params.ticket_id, { expected }),
  }),
  endpoint("POST", `${ticketPath}/restore`, {
    operation: "restoreTicket",
    summary: "Take a ticket out of the trash",
    onRepeat: "nothing happens, and it is 200 again.",
    permission: "ticket:restore",
    action: "ticket.restored",
    params: TicketParams,
    body: nothing,
    response: Ticket,
    etag: true,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    write: (tx, { context, params, expected }) =>
      restoreTicket(tx, context, params.ticket_id, { expected }),
  }),
  endpoint("GET", `${ticketPath}/transitions`, {
    operation: "listTransitions",
    summary: "List the transitions that you may take now",
    permission: "ticket:read",
    params: TicketParams,
    response: AllowedTransitions,
    read: async (db, { context, params }) => ({
      data: await readAllowedTransitions(db, context, params.ticket_id),
    }),
  }),
  endpoint("POST", `${ticketPath}/transitions`, {
    operation: "transitionTicket",
    summary: "Move a ticket one transition along its workflow",
    onRepeat:
      "it is 409 `invalid_transition`, unless its workflow has that transition from there too.",
    permission: "ticket:transition",
    action: "ticket.transitioned",
    params: TicketParams,
    body: TransitionTicketBody,
    response: Ticket,
    etag: true,
    conditional: true,
    problems: [
      "external_id_taken",
      "invalid_transition",
      "project_archived",
      "version_mismatch",
      "assignee_not_member",
      "metadata_too_large",
      "reason_required",
      "resolution_required",
      "resolution_not_allowed",
    ],
    membersToLock: ({ body }) => [body.assignee_id, body.fields?.assignee_id],
    write: (tx, { context, params, body, expected }) =>
      transitionTicket(tx, context, params.ticket_id, { ...body, expected }),
  }),
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
    write: (tx, { context, params, expected }) =>
      claimTicket(tx, context, params.ticket_id, { expected }),
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
    write: (tx, { context, params, expected }) =>
      unclaimTicket(tx, context, params.ticket_id, { expected }),
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
    write: (tx, { context, params }) => claimNextTicket(tx, context, params.project_id),
  }),
  endpoint("GET", `${ticketPath}/history`, {
    operation: "listTicketHistory",
    summary: "Read the history of a ticket's status",
    permission: "ticket:read",
    params: TicketParams,
    query: HistoryQuery,
    response: StatusChangePage,
    read: (db, { context, params, query, instance: { cursors } }) =>
      readHistory(db, context, params.ticket_id, { cursors, ...query }),
  }),
  endpoint("PUT", `${ticketPath}/labels/:name`, {
    operation: "labelTicket",
    summary: "Put a label on a ticket",
    permission: "ticket:edit",
    action: "ticket.labeled",
    params: LabelParams,
    response: Ticket,
    etag: true,
    problems: ["project_archived", "version_mismatch", "too_many_labels"],
    write: (tx, { context, params, expected }) =>
      labelTicket(tx, context, params.ticket_id, { label: params.name, expected }),
  }),
  endpoint("DELETE", `${ticketPath}/labels/:name`, {
    operation: "unlabelTicket",
    summary: "Take a label off a ticket",
    permission: "ticket:edit",
    action: "ticket.unlabeled",
    params: LabelParams,
    response: Ticket,
    etag: true,
    problems: ["project_archived", "version_mismatch"],
    write: (tx, { context, params, expected }) =>
      unlabelTicket(tx, context, params.ticket_id, { label: params.name, expected }),
  }),
];

import type { Principal } from "../auth/workspace-context.ts";
import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import type { Instance } from "../instance.ts";
import { resolveLabels } from "../labels/label-names.ts";
import { findMatchingLabels } from "../labels/queries.ts";
import { ProjectParams, type ProjectRef } from "../projects/project-ref.ts";
import { lockProject } from "../projects/queries.ts";
import { createTicket } from "./create.ts";
import { deleteTicket } from "./delete.ts";
import { editTicket } from "./edit.ts";
import { labelTicket, unlabelTicket } from "./label.ts";
import { completePage, completeProjectPage, pageQueries } from "./list/list-tickets.ts";
import { ListProjectTicketsQuery, ListTicketsQuery, TicketPages } from "./list/schemas.ts";
import { forChange, forDeletion, requireTicket, requireTicketOrTrash } from "./lock-ticket.ts";
import { findTicket } from "./queries.ts";
import { historyQuery, readAllowedTransitions, requireFound, toHistoryPage } from "./read.ts";
import { restoreTicket } from "./restore.ts";
import {
  AllowedTransitions,
  CreateTicketBody,
  HistoryQuery,
  LabelParams,
  StatusChangePage,
  Ticket,
  TransitionTicketBody,
  UnlabelParams,
  UpdateTicketBody,
} from "./schemas.ts";
import { TicketParams } from "./ticket-ref.ts";
import { transitionTicket } from "./transition.ts";

const ticketPath = `${workspacePath}/tickets/:ticket_id`;
const location = (ticket: { workspace_id: string; id: string }) =>
  `/v1/workspaces/${ticket.workspace_id}/tickets/${ticket.id}`;

interface ListInput<Params, Query> {
  params: Params;
  query: Query;
  principal: Principal;
  instance: Instance;
}

const toListRequest = <Query>(input: ListInput<{ workspace_id: string }, Query>) => ({
  workspace_id: input.params.workspace_id,
  principal: input.principal,
  cursors: input.instance.cursors,
  query: input.query,
});

const toProjectListRequest = <Query>({
  params,
  query,
  ...input
}: ListInput<{ workspace_id: string; project_id: ProjectRef }, Query>) =>
  toListRequest({
    ...input,
    params,
    query: { ...query, project_id: params.project_id, archived: "include" as const },
  });

export const ticketEndpoints = [
  endpoint("POST", `${workspacePath}/projects/:project_id/tickets`, {
    operation: "createTicket",
    summary: "Create a ticket",
    onRepeat:
      "a repeat returns 409 `external_id_taken` if the ticket has an `external_id`; otherwise a second ticket is created.",
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
      "label_busy",
    ],
    membersToLock: ({ body }) => [body.assignee_id],
    locks: ({ params: { workspace_id, project_id } }) =>
      lockProject({ workspace_id, ...project_id }),
    texts: ({ body }) => [body.description],
    finds: ({ params: { workspace_id }, body: { labels } }) =>
      labels.length > 0 ? findMatchingLabels(workspace_id, labels) : undefined,
    write: (tx, { context, locked, found, body }) =>
      createTicket(tx, context, locked, body, resolveLabels(found)),
  }),
  endpoint("GET", `${workspacePath}/projects/:project_id/tickets`, {
    operation: "listProjectTickets",
    summary: "List the tickets of a project",
    permission: "ticket:read",
    params: ProjectParams,
    query: ListProjectTicketsQuery,
    response: TicketPages,
    problems: ["search_too_slow"],
    queries: (input) => pageQueries(toProjectListRequest(input)),
    respond: (rows, input) => completeProjectPage(input.db, toProjectListRequest(input), rows),
  }),
  endpoint("GET", `${workspacePath}/tickets`, {
    operation: "listTickets",
    summary: "List the tickets of a workspace",
    permission: "ticket:read",
    params: workspaceParams,
    query: ListTicketsQuery,
    response: TicketPages,
    problems: ["search_too_slow"],
    queries: (input) => pageQueries(toListRequest(input)),
    respond: (rows, input) => completePage(input.db, toListRequest(input), rows),
  }),
  endpoint("GET", ticketPath, {
    operation: "getTicket",
    summary: "Get a ticket",
    permission: "ticket:read",
    params: TicketParams,
    response: Ticket,
    etag: true,
    queries: ({ params }) => [findTicket(params.workspace_id, params.ticket_id)],
    respond: ([[ticket]]) => requireFound(ticket),
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
    locks: forChange,
    texts: ({ body }) => [body.description],
    write: (tx, { context, locked, body, expected }) =>
      editTicket(tx, context, requireTicket(locked), { patch: body, expected }),
  }),
  endpoint("DELETE", ticketPath, {
    operation: "deleteTicket",
    summary: "Delete a ticket; it can be restored",
    permission: "ticket:delete",
    action: "ticket.deleted",
    params: TicketParams,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    locks: forDeletion,
    write: (tx, { context, locked, expected }) =>
      deleteTicket(tx, context, requireTicket(locked), { expected }),
  }),
  endpoint("POST", `${ticketPath}/restore`, {
    operation: "restoreTicket",
    summary: "Restore a deleted ticket",
    onRepeat: "a repeat has no further effect and returns 200 again.",
    permission: "ticket:restore",
    action: "ticket.restored",
    params: TicketParams,
    body: nothing,
    response: Ticket,
    etag: true,
    conditional: true,
    problems: ["project_archived", "version_mismatch"],
    locks: forDeletion,
    write: (tx, { context, locked, expected }) =>
      restoreTicket(tx, context, requireTicketOrTrash(locked), { expected }),
  }),
  endpoint("GET", `${ticketPath}/transitions`, {
    operation: "listTransitions",
    summary: "List the transitions that you can make now",
    permission: "ticket:read",
    params: TicketParams,
    response: AllowedTransitions,
    read: async (db, { context, params }) => ({
      data: await readAllowedTransitions(db, context, params.ticket_id),
    }),
  }),
  endpoint("POST", `${ticketPath}/transitions`, {
    operation: "transitionTicket",
    summary: "Move a ticket to another status",
    onRepeat:
      "a repeat returns 409 `invalid_transition`, unless the workflow has this transition from the new status too.",
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
    locks: forChange,
    texts: ({ body }) => [body.comment, body.fields?.description],
    write: (tx, { context, locked, body, expected }) =>
      transitionTicket(tx, context, requireTicket(locked), { ...body, expected }),
  }),
  endpoint("GET", `${ticketPath}/history`, {
    operation: "listTicketHistory",
    summary: "List the status changes of a ticket",
    permission: "ticket:read",
    params: TicketParams,
    query: HistoryQuery,
    response: StatusChangePage,
    queries: (input) => [
      findTicket(input.params.workspace_id, input.params.ticket_id),
      historyQuery(toListRequest(input), input.params.ticket_id),
    ],
    respond: ([[ticket], rows], input) =>
      toHistoryPage(toListRequest(input), requireFound(ticket), rows),
  }),
  endpoint("PUT", `${ticketPath}/labels/:name`, {
    operation: "labelTicket",
    summary: "Add a label to a ticket",
    permission: "ticket:edit",
    action: "ticket.labeled",
    params: LabelParams,
    response: Ticket,
    etag: true,
    problems: ["project_archived", "version_mismatch", "too_many_labels", "label_busy"],
    locks: forChange,
    finds: ({ params: { workspace_id, name } }) => findMatchingLabels(workspace_id, [name]),
    write: (tx, { context, locked, found, params: { name }, expected }) => {
      const labeling = { label: name, expected };
      return labelTicket(tx, context, requireTicket(locked), labeling, resolveLabels(found));
    },
  }),
  endpoint("DELETE", `${ticketPath}/labels/:name`, {
    operation: "unlabelTicket",
    summary: "Remove a label from a ticket",
    permission: "ticket:edit",
    action: "ticket.unlabeled",
    params: UnlabelParams,
    response: Ticket,
    etag: true,
    problems: ["project_archived", "version_mismatch"],
    locks: forChange,
    write: (tx, { context, locked, params, expected }) =>
      unlabelTicket(tx, context, requireTicket(locked), { label: params.name, expected }),
  }),
];

import type { Principal } from "../auth/workspace-context.ts";
import { endpoint, workspacePath } from "../contract/endpoint.ts";
import type { Instance } from "../instance.ts";
import { ProjectParams, type ProjectRef } from "../projects/project-ref.ts";
import { lockProject } from "../projects/queries.ts";
import { againstDeletion } from "../tickets/lock-ticket.ts";
import { findTicket } from "../tickets/queries.ts";
import { requireFound } from "../tickets/read.ts";
import { TicketParams, type TicketRef } from "../tickets/ticket-ref.ts";
import { findWatch } from "./queries.ts";
import { toWatcherPage, watchersQuery } from "./read.ts";
import {
  ProjectWatch,
  ProjectWatchBody,
  Watch,
  WatchBody,
  WatcherPage,
  WatchersQuery,
} from "./schemas.ts";
import { toWatch, watchTicket } from "./watch.ts";
import { readProjectWatch, unwatchProject, watchProject } from "./watch-project.ts";

const ticketPath = `${workspacePath}/tickets/:ticket_id`;
const projectPath = `${workspacePath}/projects/:project_id`;

interface TicketTarget {
  params: { workspace_id: string; ticket_id: TicketRef };
}

const findOwn = ({ params, principal }: TicketTarget & { principal: Principal }) =>
  findWatch(params.workspace_id, params.ticket_id, principal.user_id);

const lockTarget = ({ params }: { params: { workspace_id: string; project_id: ProjectRef } }) =>
  lockProject({ workspace_id: params.workspace_id, ...params.project_id });

const toPageRequest = <Query>({
  params,
  query,
  instance,
}: TicketTarget & { query: Query; instance: Instance }) => ({
  workspace_id: params.workspace_id,
  cursors: instance.cursors,
  query,
});

export const watchEndpoints = [
  endpoint("GET", `${ticketPath}/watch`, {
    operation: "getWatch",
    summary: "Get whether you watch a ticket",
    permission: "ticket:watch",
    params: TicketParams,
    response: Watch,
    queries: (input) => [
      findTicket(input.params.workspace_id, input.params.ticket_id),
      findOwn(input),
    ],
    respond: ([[ticket], [own]], { context }) =>
      toWatch(requireFound(ticket), context.actor.id, own?.level),
  }),
  endpoint("PUT", `${ticketPath}/watch`, {
    operation: "watchTicket",
    summary: "Watch or mute a ticket",
    permission: "ticket:watch",
    params: TicketParams,
    body: WatchBody,
    response: Watch,
    problems: ["limit_reached"],
    locks: againstDeletion,
    finds: findOwn,
    write: (tx, { context, locked, found: [own], body: { level } }) =>
      watchTicket(tx, context, requireFound(locked), { level, before: own?.level }),
  }),
  endpoint("DELETE", `${ticketPath}/watch`, {
    operation: "unwatchTicket",
    summary: "Leave a ticket, for good: only you can make yourself watch it again",
    permission: "ticket:watch",
    params: TicketParams,
    locks: againstDeletion,
    write: async (tx, { context, locked }) => {
      await watchTicket(tx, context, requireFound(locked), { level: "left", before: undefined });
    },
  }),
  endpoint("GET", `${ticketPath}/watchers`, {
    operation: "listWatchers",
    summary: "List those who watch a ticket",
    permission: "ticket:read",
    params: TicketParams,
    query: WatchersQuery,
    response: WatcherPage,
    queries: (input) => [
      findTicket(input.params.workspace_id, input.params.ticket_id),
      watchersQuery(toPageRequest(input), input.params.ticket_id),
    ],
    respond: ([[ticket], rows], input) => {
      // An API token that may not read members gets no names of them.
      input.context.actor.require("member:read");
      return toWatcherPage(toPageRequest(input), requireFound(ticket), rows);
    },
  }),
  endpoint("GET", `${projectPath}/watch`, {
    operation: "getProjectWatch",
    summary: "Get whether you watch or mute a project",
    permission: "ticket:watch",
    params: ProjectParams,
    response: ProjectWatch,
    read: (db, { context, params }) => readProjectWatch(db, context, params.project_id),
  }),
  endpoint("PUT", `${projectPath}/watch`, {
    operation: "watchProject",
    summary: "Watch a project, for its new tickets, or mute it",
    permission: "ticket:watch",
    params: ProjectParams,
    body: ProjectWatchBody,
    response: ProjectWatch,
    problems: ["limit_reached"],
    locks: lockTarget,
    write: (tx, { context, locked, body }) => watchProject(tx, context, locked, body),
  }),
  endpoint("DELETE", `${projectPath}/watch`, {
    operation: "unwatchProject",
    summary: "Neither watch nor mute a project",
    permission: "ticket:watch",
    params: ProjectParams,
    locks: lockTarget,
    write: (tx, { context, locked }) => unwatchProject(tx, context, locked),
  }),
];

import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { createWorkspace } from "./create.ts";
import { deleteWorkspace } from "./delete.ts";
import { editWorkspace } from "./edit.ts";
import { listWorkspaces, readWorkspace } from "./read.ts";
import { restoreWorkspace } from "./restore.ts";
import {
  CreateWorkspaceBody,
  ListWorkspacesQuery,
  UpdateWorkspaceBody,
  Workspace,
  WorkspacePage,
} from "./schemas.ts";

export const workspaceEndpoints = [
  endpoint("GET", "/v1/workspaces", {
    operation: "listWorkspaces",
    summary: "List the workspaces that you are a member of",
    permission: "authenticated",
    query: ListWorkspacesQuery,
    response: WorkspacePage,
    read: (db, { principal, query, instance: { cursors } }) =>
      listWorkspaces(db, principal, { cursors, ...query }),
  }),
  endpoint("POST", "/v1/workspaces", {
    operation: "createWorkspace",
    summary: "Create a workspace and become its admin",
    permission: "signed_in",
    action: "workspace.created",
    body: CreateWorkspaceBody,
    response: Workspace,
    status: 201,
    problems: ["limit_reached"],
    location: ({ id }) => `/v1/workspaces/${id}`,
    write: (tx, { principal, origin, body }) =>
      createWorkspace(tx, { id: principal.user_id, origin }, body),
  }),
  endpoint("GET", workspacePath, {
    operation: "getWorkspace",
    summary: "Get a workspace",
    permission: "workspace:read",
    params: workspaceParams,
    response: Workspace,
    read: (db, { context }) => readWorkspace(db, context),
  }),
  endpoint("PATCH", workspacePath, {
    operation: "updateWorkspace",
    summary: "Change the name or settings of a workspace",
    permission: "workspace:edit",
    action: "workspace.updated",
    params: workspaceParams,
    body: UpdateWorkspaceBody,
    response: Workspace,
    lock: "members",
    write: (tx, { context, body }) => editWorkspace(tx, context, body),
  }),
  endpoint("DELETE", workspacePath, {
    operation: "deleteWorkspace",
    summary: "Delete a workspace; an admin can restore it for 30 days",
    permission: "workspace:delete",
    endsAccess: true,
    action: "workspace.deleted",
    params: workspaceParams,
    lock: "workspace",
    write: (tx, { context }) => deleteWorkspace(tx, context),
  }),
  endpoint("POST", `${workspacePath}/restore`, {
    operation: "restoreWorkspace",
    summary: "Restore a deleted workspace as one of its admins",
    onRepeat: "a repeat has no further effect and returns 200 again.",
    // No one is a member of a deleted workspace, so the command authorizes.
    permission: "signed_in",
    action: "workspace.restored",
    params: workspaceParams,
    body: nothing,
    response: Workspace,
    problems: ["forbidden", "restore_expired"],
    write: (tx, { principal, origin, params }) =>
      restoreWorkspace(tx, { principal, origin }, params.workspace_id),
  }),
];

import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { addWorkflow } from "./add.ts";
import { readWorkflow, readWorkflows } from "./read.ts";
import {
  CreateWorkflowBody,
  Workflow,
  WorkflowPage,
  WorkflowParams,
  WorkflowsQuery,
} from "./schemas.ts";

export const workflowEndpoints = [
  endpoint("POST", `${workspacePath}/workflows`, {
    operation: "createWorkflow",
    summary: "Create a workflow; workflows are immutable",
    permission: "workflow:manage",
    action: "workflow.created",
    params: workspaceParams,
    body: CreateWorkflowBody,
    response: Workflow,
    status: 201,
    problems: ["limit_reached"],
    location: ({ workspace_id, id }) => `/v1/workspaces/${workspace_id}/workflows/${id}`,
    write: (tx, { context, body }) => addWorkflow(tx, context, body),
  }),
  endpoint("GET", `${workspacePath}/workflows`, {
    operation: "listWorkflows",
    summary: "List the workflows of a workspace",
    permission: "workflow:read",
    params: workspaceParams,
    query: WorkflowsQuery,
    response: WorkflowPage,
    read: (db, { context, query, instance: { cursors } }) =>
      readWorkflows(db, context, { cursors, ...query }),
  }),
  endpoint("GET", `${workspacePath}/workflows/:workflow_id`, {
    operation: "getWorkflow",
    summary: "Get a workflow",
    permission: "workflow:read",
    params: WorkflowParams,
    response: Workflow,
    read: (db, { context, params }) => readWorkflow(db, context, params.workflow_id),
  }),
];

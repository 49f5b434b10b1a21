import { endpoint, W } from "../contract/endpoint.ts";
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
  endpoint("POST", `${W}/workflows`, {
    operation: "createWorkflow",
    summary: "Make a workflow, which stays as it is from then on",
    permission: "workflow:manage",
    action: "workflow.created",
    params: workspaceParams,
    body: CreateWorkflowBody,
    answer: Workflow,
    status: 201,
    location: ({ workspace_id, id }) => `/v1/workspaces/${workspace_id}/workflows/${id}`,
    write: (tx, { scope, body }) => addWorkflow(tx, scope, body),
  }),
  endpoint("GET", `${W}/workflows`, {
    operation: "listWorkflows",
    summary: "List the workspace's workflows",
    permission: "workflow:read",
    params: workspaceParams,
    query: WorkflowsQuery,
    answer: WorkflowPage,
    read: (db, { scope, query, instance: { cursors } }) =>
      readWorkflows(db, scope, { cursors, ...query }),
  }),
  endpoint("GET", `${W}/workflows/:workflow_id`, {
    operation: "getWorkflow",
    summary: "Read a workflow",
    permission: "workflow:read",
    params: WorkflowParams,
    answer: Workflow,
    read: (db, { scope, params }) => readWorkflow(db, scope, params.workflow_id),
  }),
];

import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { archiveProject, restoreProject } from "./archive.ts";
import { createProject } from "./create.ts";
import { editProject } from "./edit.ts";
import { ProjectParams } from "./project-ref.ts";
import { readProject, readProjects } from "./read.ts";
import {
  CreateProjectBody,
  Project,
  ProjectPage,
  ProjectsQuery,
  UpdateProjectBody,
} from "./schemas.ts";

const projectPath = `${workspacePath}/projects/:project_id`;

export const projectEndpoints = [
  endpoint("POST", `${workspacePath}/projects`, {
    operation: "createProject",
    summary: "Create a project",
    onRepeat: "a repeat returns 409 `project_key_taken` if the first request succeeded.",
    permission: "project:manage",
    action: "project.created",
    params: workspaceParams,
    body: CreateProjectBody,
    response: Project,
    status: 201,
    location: ({ workspace_id, id }) => `/v1/workspaces/${workspace_id}/projects/${id}`,
    problems: ["project_key_taken", "unknown_workflow", "limit_reached"],
    write: (tx, { context, body }) => createProject(tx, context, body),
  }),
  endpoint("GET", `${workspacePath}/projects`, {
    operation: "listProjects",
    summary: "List the projects of a workspace",
    permission: "project:read",
    params: workspaceParams,
    query: ProjectsQuery,
    response: ProjectPage,
    read: (db, { context, query, instance: { cursors } }) =>
      readProjects(db, context, { cursors, ...query }),
  }),
  endpoint("GET", projectPath, {
    operation: "getProject",
    summary: "Get a project",
    permission: "project:read",
    params: ProjectParams,
    response: Project,
    read: (db, { context, params }) => readProject(db, context, params.project_id),
  }),
  endpoint("PATCH", projectPath, {
    operation: "updateProject",
    summary: "Change the name or workflow of a project",
    permission: "project:manage",
    action: "project.updated",
    params: ProjectParams,
    body: UpdateProjectBody,
    response: Project,
    problems: ["project_archived", "status_in_use", "unknown_workflow"],
    write: (tx, { context, params, body: { name, workflow_id } }) =>
      editProject(tx, context, params.project_id, { name, workflow_id }),
  }),
  endpoint("DELETE", projectPath, {
    operation: "archiveProject",
    summary: "Archive a project, which makes its tickets read-only",
    permission: "project:manage",
    action: "project.archived",
    params: ProjectParams,
    write: (tx, { context, params }) => archiveProject(tx, context, params.project_id),
  }),
  endpoint("POST", `${projectPath}/restore`, {
    operation: "restoreProject",
    summary: "Restore an archived project",
    onRepeat: "a repeat has no further effect and returns 200 again.",
    permission: "project:manage",
    action: "project.restored",
    params: ProjectParams,
    body: nothing,
    response: Project,
    write: (tx, { context, params }) => restoreProject(tx, context, params.project_id),
  }),
];

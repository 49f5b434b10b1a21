import { computed, signal } from "@preact/signals";
import type { Me, Member, Project, Workflow } from "../../client/index.ts";
import { api } from "../api/client.ts";

export const me = signal<Me | undefined>(undefined);
export const workspace = signal<
  { id: string; name: string; slug: string; role: "viewer" | "member" | "admin" } | undefined
>(undefined);
export const members = signal<ReadonlyMap<string, Member>>(new Map());
export const projects = signal<readonly Project[]>([]);
export const workflows = signal<ReadonlyMap<string, Workflow>>(new Map());

export const isAdmin = computed(() => workspace.value?.role === "admin");

export async function loadMemberships(): Promise<void> {
  me.value = await api.getMe();
}

export async function enterWorkspace(slug: string): Promise<"entered" | "not_found" | "ambiguous"> {
  if (!me.value) await loadMemberships();
  const found = (me.value?.memberships ?? []).filter((each) => slugOf(each) === slug);
  const [membership] = found;
  if (!membership) return "not_found";
  if (found.length > 1) return "ambiguous";
  const { workspace_id, workspace_name, role } = membership;
  if (workspace.value?.id === workspace_id) return "entered";
  const [allMembers, allProjects, allWorkflows] = await Promise.all([
    api.listMembers({ workspace_id, limit: 100 }),
    api.listProjects({ workspace_id, limit: 100 }),
    api.listWorkflows({ workspace_id, limit: 100 }),
  ]);
  members.value = new Map(
    allMembers.data.flatMap((each) => (each.user_id ? [[each.user_id, each]] : [])),
  );
  projects.value = allProjects.data;
  workflows.value = new Map(allWorkflows.data.map((each) => [each.id, each]));
  workspace.value = { id: workspace_id, name: workspace_name, slug, role };
  return "entered";
}

export function slugOf({ workspace_name }: { workspace_name: string }): string {
  const slug = workspace_name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return slug.replace(/^-|-$/g, "") || "workspace";
}

export function projectByKey(key: string): Project | undefined {
  return projects.value.find((project) => project.key === key);
}

export function workflowOf(projectId: string): Workflow | undefined {
  const project = projects.value.find(({ id }) => id === projectId);
  return project && workflows.value.get(project.workflow_id);
}

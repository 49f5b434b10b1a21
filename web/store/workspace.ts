import { batch, computed, signal } from "@preact/signals";
import type { Me, Member, MemberPage, Membership, Project, Workflow } from "../../client/index.ts";
import { api } from "../api/client.ts";
import { setCounts } from "./counts.ts";
import { chosenWorkspace } from "./workspace/chosen.ts";
import { everyPage, memberMap } from "./workspace/lists.ts";
import { type Permission, type Role, roleMay } from "./workspace/permissions.ts";

export interface CurrentWorkspace {
  id: string;
  name: string;
  slug: string;
  role: Role;
}

/** A transition that the caller may take. `isForward` says whether it leads to a later status. */
export interface Transition {
  to: string;
  reason_required: boolean;
  resolution_required: boolean;
  isForward: boolean;
}

type Category = Workflow["statuses"][number]["category"];

export const me = signal<Me | undefined>(undefined);
export const workspace = signal<CurrentWorkspace | undefined>(undefined);
/** By user ID: active members, and those who were removed once somebody needed their name. */
export const members = signal<ReadonlyMap<string, Member>>(new Map());
/** Archived ones included, by name. */
export const projects = signal<readonly Project[]>([]);
export const workflows = signal<ReadonlyMap<string, Workflow>>(new Map());

/** Whether every active member is in `members`; until then an unknown ID may be one of them. */
let areMembersComplete = false;
/** Whether every member of the workspace may read earlier texts of everybody. */
const areVersionsVisible = signal(false);
let wasAskedForRemoved = false;
/** The workspace that was entered last, whose data may still be on the way. */
let wantedId = "";

export const myId = computed(() => me.value?.user.id ?? "");
export const isAdmin = computed(() => workspace.value?.role === "admin");
export const mayWrite = computed(() => can("ticket:edit"));

export function can(permission: Permission): boolean {
  const role = workspace.value?.role;
  return role !== undefined && roleMay(role, permission);
}

/** Whether the caller may restore a deleted ticket. Nothing in an archived project can change. */
export function mayRestoreIn(projectId: string): boolean {
  return can("ticket:restore") && projectById(projectId)?.archived_at === null;
}

/** Whether the caller may read the earlier texts of what this person wrote. */
export function mayReadVersions(author_id: string | null | undefined): boolean {
  return author_id === myId.value || can("version:read_any") || areVersionsVisible.value;
}

/** Reads who is signed in and their workspaces. */
export async function loadMemberships(): Promise<void> {
  me.value = await api.getMe();
}

/** Makes the workspace with this slug the current one, and reads what its pages need. */
export async function enterWorkspace(slug: string): Promise<"entered" | "not_found" | "ambiguous"> {
  if (!me.peek()) await loadMemberships();
  const found = membershipsWithSlug(slug);
  const [membership] = found;
  if (!membership) return "not_found";
  if (found.length > 1) return "ambiguous";
  const { workspace_id, workspace_name: name, role } = membership;
  wantedId = workspace_id;
  if (workspace.peek()?.id === workspace_id) return "entered";
  const list = { workspace_id, limit: 100 };
  const [firstMembers, allProjects, allWorkflows, counts] = await Promise.all([
    api.listMembers({ ...list, state: "active" }),
    everyPage((place) => api.listProjects({ ...list, archived: "include", ...place })),
    everyPage((place) => api.listWorkflows({ ...list, ...place })),
    api.countTickets({ workspace_id, group_by: "status" }),
  ]);
  // Somebody has gone on to another workspace meanwhile.
  if (wantedId !== workspace_id) return "entered";
  batch(() => {
    setMembers(firstMembers.data);
    setProjects(allProjects);
    workflows.value = new Map(allWorkflows.map((workflow) => [workflow.id, workflow]));
    setCounts(counts);
    workspace.value = { id: workspace_id, name, slug: membership.slug, role };
  });
  void loadVersionVisibility();
  areMembersComplete = firstMembers.next_cursor === null;
  wasAskedForRemoved = false;
  if (firstMembers.next_cursor) void loadMoreMembers(workspace_id, firstMembers.next_cursor);
  return "entered";
}

function membershipsWithSlug(slug: string): Membership[] {
  const memberships: readonly Membership[] = me.peek()?.memberships ?? [];
  const current = memberships.filter((membership) => membership.slug === slug);
  if (current.length > 1) {
    const chosen = chosenWorkspace(slug);
    const found = current.filter(({ workspace_id }) => workspace_id === chosen);
    if (found.length > 0) return found;
  }
  if (current.length > 0) return current;
  // An old link has a slug that the workspace had before.
  return memberships.filter(({ former_slugs }) => former_slugs.includes(slug));
}

/** The slug of a membership's workspace. */
export function slugOf({ slug }: Membership): string {
  return slug;
}

/** Reads the caller's role and the workspace's name and slug again, after one of them changed. */
export async function reloadMembership(): Promise<void> {
  await loadMemberships();
  const current = workspace.peek();
  const memberships: readonly Membership[] = me.peek()?.memberships ?? [];
  const membership = memberships.find(({ workspace_id }) => workspace_id === current?.id);
  if (!current || !membership) return;
  const { workspace_name: name, role } = membership;
  workspace.value = { ...current, name, role, slug: membership.slug };
  await loadVersionVisibility();
}

/** Admins may read every version, so only the others ask. If that fails, they are offered less. */
async function loadVersionVisibility(): Promise<void> {
  areVersionsVisible.value = false;
  const workspace_id = workspace.peek()?.id;
  if (workspace_id === undefined || can("version:read_any")) return;
  const loaded = await api.getWorkspace({ workspace_id }).catch(() => undefined);
  if (workspace.peek()?.id !== workspace_id) return;
  areVersionsVisible.value = loaded?.versions_visible_to_all ?? false;
}

export function leaveWorkspace(): void {
  workspace.value = undefined;
  members.value = new Map();
  projects.value = [];
  workflows.value = new Map();
  wasAskedForRemoved = false;
  areMembersComplete = false;
}

/** The caller is no longer a member of this workspace: it is left, and the list of workspaces lacks it. */
export function forgetMembership(id: string | undefined): void {
  batch(() => {
    const known = me.peek();
    const isOther = ({ workspace_id }: Membership) => workspace_id !== id;
    if (known) me.value = { ...known, memberships: known.memberships.filter(isOther) };
    if (workspace.peek()?.id === id) leaveWorkspace();
  });
}

/** In a large workspace, the names of the other members arrive after the page has been drawn. */
async function loadMoreMembers(workspace_id: string, cursor: string): Promise<void> {
  let next: string | null = cursor;
  while (next !== null && workspace.peek()?.id === workspace_id) {
    const list = { workspace_id, limit: 100, state: "active", cursor: next } as const;
    const page: MemberPage = await api.listMembers(list);
    if (workspace.peek()?.id !== workspace_id) return;
    addMembers(page.data);
    next = page.next_cursor;
  }
  areMembersComplete = true;
}

export function addMembers(rows: readonly Member[]): void {
  members.value = new Map([...members.peek(), ...memberMap(rows)]);
}

function setMembers(rows: readonly Member[]): void {
  members.value = memberMap(rows);
}

export function setProjects(rows: readonly Project[]): void {
  projects.value = [...rows].sort((a, b) => a.name.localeCompare(b.name));
}

export async function reloadProjects(): Promise<void> {
  const workspace_id = workspace.peek()?.id;
  if (workspace_id === undefined) return;
  const list = { workspace_id, limit: 100 };
  const [allProjects, allWorkflows] = await Promise.all([
    everyPage((place) => api.listProjects({ ...list, archived: "include", ...place })),
    everyPage((place) => api.listWorkflows({ ...list, ...place })),
  ]);
  if (workspace.peek()?.id !== workspace_id) return;
  workflows.value = new Map(allWorkflows.map((workflow) => [workflow.id, workflow]));
  setProjects(allProjects);
}

export async function reloadMembers(): Promise<void> {
  const workspace_id = workspace.peek()?.id;
  if (workspace_id === undefined) return;
  const rows = await everyPage((place) =>
    api.listMembers({ workspace_id, limit: 100, state: "active", ...place }),
  );
  if (workspace.peek()?.id !== workspace_id) return;
  const active = memberMap(rows);
  const others = [...members.peek()].filter(([id]) => !active.has(id));
  const removed = others.map(
    ([id, member]) => [id, { ...member, state: "removed" as const }] as const,
  );
  members.value = new Map([...active, ...removed]);
}

export function projectByKey(key: string): Project | undefined {
  return projects.value.find((project) => project.key === key);
}

export function projectById(id: string): Project | undefined {
  return projects.value.find((project) => project.id === id);
}

export function workflowOf(projectId: string): Workflow | undefined {
  return workflows.value.get(projectById(projectId)?.workflow_id ?? "");
}

/** `in_progress` as people write it: "In progress". */
export function statusName(status: string): string {
  return status.charAt(0).toUpperCase() + status.slice(1).replaceAll("_", " ");
}

export function categoryOf(projectId: string, status: string): Category | undefined {
  return workflowOf(projectId)?.statuses.find((each) => each.status === status)?.category;
}

/** Where the caller may move a ticket of this project from this status, in the workflow's order. */
export function transitionsFrom(projectId: string, status: string): readonly Transition[] {
  const workflow = workflowOf(projectId);
  if (!workflow || projectById(projectId)?.archived_at) return [];
  const order = workflow.statuses.map((each) => each.status);
  return workflow.transitions
    .filter(({ from, permission }) => from === status && can(permission))
    .map(({ to, reason_required, resolution_required }) => {
      const isForward = order.indexOf(to) > order.indexOf(status);
      return { to, reason_required, resolution_required, isForward };
    })
    .sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to));
}

/**
 * The name of a member, also of one who was removed: those are read when the first of them is needed.
 * Undefined while it is not known.
 */
export function memberName(id: string | null): string | undefined {
  if (id === null) return undefined;
  const member = members.value.get(id);
  if (!member && areMembersComplete) void loadRemovedMembers();
  return member?.name ?? undefined;
}

async function loadRemovedMembers(): Promise<void> {
  const workspace_id = workspace.peek()?.id;
  if (wasAskedForRemoved || workspace_id === undefined) return;
  wasAskedForRemoved = true;
  const rows = await everyPage((place) =>
    api.listMembers({ workspace_id, limit: 100, state: "removed", ...place }),
  ).catch(() => []);
  if (workspace.peek()?.id !== workspace_id) return;
  members.value = new Map([...memberMap(rows), ...members.peek()]);
}

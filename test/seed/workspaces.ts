import type { DedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { foldName } from "../../src/text/fold.ts";
import { reopenable, standard } from "../../src/workflows/built-in.ts";
import type { Random } from "./random.ts";
import type { ProjectShape, WorkspaceShape } from "./shape.ts";
import { openSink, type Sink } from "./sink.ts";
import { words } from "./words.ts";

/** What is needed of a workspace to create its tickets. */
export interface SeededWorkspace {
  id: string;
  member_ids: string[];
  labels: string[];
  workflow_ids: Record<ProjectShape["workflow"], string>;
  projects: (ProjectShape & { id: string })[];
}

export interface Period {
  begin_ms: number;
  end_ms: number;
}

/** Not the hash of any password. The few members that sign in get a hash of their own afterwards. */
const unusableHash = `$2b$12$${"x".repeat(53)}`;
const labelsOfWorkspace = 12;

/** The tables that are filled with their constraints, in the order of their foreign keys. */
const tables = {
  users: "users (id, name, email, email_key, password_hash)",
  sessions: "sessions (id, user_id, expires_at)",
  workspaces: "workspaces (id, name)",
  members: "members (workspace_id, user_id, handle, role)",
  handles: "handles (workspace_id, handle, user_id)",
  workflows: "workflows (workspace_id, id, name, initial_status)",
  statuses: "workflow_statuses (workspace_id, workflow_id, status, category, position)",
  transitions:
    "workflow_transitions (workspace_id, workflow_id, from_status, to_status, permission, reason_required, resolution_required)",
  projects: "projects (workspace_id, id, name, key, workflow_id)",
  projectWorkflows: "project_workflows (workspace_id, project_id, workflow_id)",
  counters: "project_counters (workspace_id, project_id, last_number)",
  labels: "labels (workspace_id, name, folded)",
} as const;

type Row = Parameters<Sink["row"]>;
type Rows = Record<keyof typeof tables, Row[]>;

/** Fills all tables except those of tickets. The caller has opened a transaction. */
export async function seedWorkspaces(
  session: DedicatedConnection,
  shapes: readonly WorkspaceShape[],
  { random, period }: { random: Random; period: Period },
): Promise<SeededWorkspace[]> {
  const rows = Object.fromEntries(
    Object.keys(tables).map((name) => [name, [] as Row[]]),
  ) as unknown as Rows;
  const seeded = shapes.map((shape, place) => addWorkspace(rows, shape, { place, random, period }));
  for (const [name, into] of Object.entries(tables)) {
    const sink = openSink(session, into);
    for (const row of rows[name as keyof Rows]) {
      sink.row(...row);
      await sink.ready();
    }
    await sink.end();
  }
  return seeded;
}

function addWorkspace(
  rows: Rows,
  shape: WorkspaceShape,
  { place, random, period: { begin_ms } }: { place: number; random: Random; period: Period },
): SeededWorkspace {
  const id = random.uuid(begin_ms);
  rows.workspaces.push([id, `Workspace ${place + 1}`]);
  const member_ids = Array.from({ length: shape.members }, (_, nth) =>
    addMember(rows, id, { name: `Person ${place + 1}-${nth + 1}`, nth, random, begin_ms }),
  );
  const workflow_ids = {
    standard: addWorkflow(rows, id, standard, random.uuid(begin_ms)),
    reopenable: addWorkflow(rows, id, reopenable, random.uuid(begin_ms)),
  };
  const projects = shape.projects.map((project) => {
    const project_id = random.uuid(begin_ms);
    const workflow_id = workflow_ids[project.workflow];
    rows.projects.push([id, project_id, `Project ${project.key}`, project.key, workflow_id]);
    rows.projectWorkflows.push([id, project_id, workflow_id]);
    rows.counters.push([id, project_id, project.tickets]);
    return { ...project, id: project_id };
  });
  const labels = words.slice(place % 40, (place % 40) + labelsOfWorkspace);
  for (const name of labels) rows.labels.push([id, name, foldName(name)]);
  return { id, member_ids, labels: [...labels], workflow_ids, projects };
}

function addMember(
  rows: Rows,
  workspace_id: string,
  who: { name: string; nth: number; random: Random; begin_ms: number },
): string {
  const { name, nth, random, begin_ms } = who;
  const id = random.uuid(begin_ms);
  const role = nth === 0 ? "admin" : nth % 10 === 9 ? "viewer" : "member";
  const email = `${name.toLowerCase().replace(" ", "-")}@example.com`;
  rows.users.push([id, name, email, email, unusableHash]);
  rows.sessions.push([random.uuid(begin_ms), id, "2099-01-01"]);
  const handle = `person-${nth + 1}`;
  rows.members.push([workspace_id, id, handle, role]);
  rows.handles.push([workspace_id, handle, id]);
  return id;
}

function addWorkflow(
  rows: Rows,
  workspace_id: string,
  { name, initial_status, statuses, transitions }: typeof standard,
  id: string,
): string {
  rows.workflows.push([workspace_id, id, name, initial_status]);
  statuses.forEach(({ status, category }, position) => {
    rows.statuses.push([workspace_id, id, status, category, position]);
  });
  for (const { from, to, permission, reason_required, resolution_required } of transitions) {
    rows.transitions.push([
      ...[workspace_id, id, from, to, permission],
      ...[reason_required, resolution_required],
    ]);
  }
  return id;
}

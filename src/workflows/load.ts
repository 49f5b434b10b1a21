import type { Queryable } from "../db/pool.ts";
import { findWorkflow, type WorkflowKey } from "./queries.ts";
import type { Workflow } from "./workflow.ts";

const CACHED_MAX = 10_000;
/** By workspace and ID. A workflow never changes, so one read serves the process. */
const loaded = new Map<string, Workflow>();

/** Returns a workflow, from the cache if possible. It must exist. */
export async function loadWorkflow(db: Queryable, key: WorkflowKey): Promise<Workflow> {
  const cached = loaded.get(nameOf(key));
  if (cached) return cached;
  const workflow = await findWorkflow(db, key);
  if (!workflow) throw new Error(`The workspace ${key.workspace_id} has no workflow ${key.id}.`);
  if (loaded.size >= CACHED_MAX) loaded.clear();
  loaded.set(nameOf(key), workflow);
  return workflow;
}

function nameOf({ workspace_id, id }: WorkflowKey): string {
  return `${workspace_id} ${id}`;
}

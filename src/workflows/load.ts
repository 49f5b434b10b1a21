import type { Queryable } from "../db/pool.ts";
import { findWorkflow, type WorkflowKey } from "./queries.ts";
import type { Workflow } from "./workflow.ts";

const CACHED_MAX = 10_000;
/** By workspace and id. Workflows never change, so one read serves the process. */
const loaded = new Map<string, Map<string, Workflow>>();
let count = 0;

/** The workflow of this key, which must exist. */
export async function loadWorkflow(db: Queryable, key: WorkflowKey): Promise<Workflow> {
  const known = loaded.get(key.workspace_id)?.get(key.id);
  if (known) return known;
  const workflow = await findWorkflow(db, key);
  if (!workflow) throw new Error(`The workspace ${key.workspace_id} has no workflow ${key.id}.`);
  keep(workflow);
  return workflow;
}

/** Those of a workspace that were loaded so far. */
export function loadedWorkflows(workspace_id: string): Workflow[] {
  return [...(loaded.get(workspace_id)?.values() ?? [])];
}

function keep(workflow: Workflow): void {
  if (count >= CACHED_MAX) {
    loaded.clear();
    count = 0;
  }
  count += 1;
  const siblings = loaded.get(workflow.workspace_id) ?? new Map();
  loaded.set(workflow.workspace_id, siblings.set(workflow.id, workflow));
}

import type { Queryable } from "../db/pool.ts";
import { findWorkflow, type WorkflowKey } from "./queries.ts";
import type { Workflow } from "./workflow.ts";

const CACHED_MAX = 10_000;
/** By workspace and ID. A workflow never changes, so one read serves the process. */
const loaded = new Map<string, Workflow>();

/** The workflow of this key, which must exist. */
export async function loadWorkflow(db: Queryable, key: WorkflowKey): Promise<Workflow> {
  const known = loaded.get(nameOf(key));
  if (known) return known;
  const workflow = await findWorkflow(db, key);
  if (!workflow) throw new Error(`The workspace ${key.workspace_id} has no workflow ${key.id}.`);
  if (loaded.size >= CACHED_MAX) loaded.clear();
  loaded.set(nameOf(key), workflow);
  return workflow;
}

function nameOf({ workspace_id, id }: WorkflowKey): string {
  return `${workspace_id} ${id}`;
}

import type { Queryable } from "../db/pool.ts";
import { findWorkflow, type WorkflowKey } from "./queries.ts";
import type { Workflow } from "./workflow.ts";

const CACHED_MAX = 10_000;
const cached = new Map<string, Workflow>();

/** The workflow of this key, which must exist. Workflows never change, so one read serves the process. */
export async function loadWorkflow(db: Queryable, key: WorkflowKey): Promise<Workflow> {
  const name = `${key.workspace_id}/${key.id}`;
  const known = cached.get(name);
  if (known) return known;
  const workflow = await findWorkflow(db, key);
  if (!workflow) throw new Error(`The workspace ${key.workspace_id} has no workflow ${key.id}.`);
  if (cached.size >= CACHED_MAX) cached.clear();
  cached.set(name, workflow);
  return workflow;
}

import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { readKeysetPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { Problem } from "../problems.ts";
import { findWorkflow, listWorkflows } from "./queries.ts";
import type { Workflow } from "./workflow.ts";

/** Reads one workflow. Throws `not_found`. */
export async function readWorkflow(
  db: Queryable,
  { workspace_id }: WorkspaceContext,
  id: string,
): Promise<Workflow> {
  const workflow = await findWorkflow(db, { workspace_id, id });
  if (!workflow) throw new Problem("not_found", "This workspace has no such workflow.");
  return workflow;
}

/** A page of the workspace's workflows, oldest first, so the two built-in ones come first. */
export async function readWorkflows(
  db: Queryable,
  { workspace_id }: WorkspaceContext,
  { cursors, ...page }: { cursors: Cursors; cursor?: string | undefined; limit: number },
): Promise<Page<Workflow>> {
  const binding = ["workflows", 1, workspace_id];
  return await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listWorkflows(db, workspace_id, range),
  );
}

import { findWorkspaceToCount, useOneSnapshot } from "../counts/queries.ts";
import { compareCounts } from "../counts/recount.ts";
import { type DedicatedConnection, inTransaction } from "../db/dedicated-connection.ts";
import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import { listBlocked, listSkips } from "./queries.ts";

const NAMED_MAX = 20;

/** Workspaces whose events wait, because the first of them cannot be relayed. */
export async function checkRelay(db: Queryable): Promise<CheckResult> {
  const blocked = await listBlocked(db);
  if (blocked.length === 0) return good("The events of every workspace can be relayed.");
  const names = blocked
    .slice(0, NAMED_MAX)
    .map(
      ({ chain_id, event_id, event_type, error, since }) =>
        `${chain_id} since ${since}, at ${event_type} ${event_id} (${error})`,
    );
  return fault(
    `The events of these workspaces wait and are tried again every 10 s: ${names.join("; ")}. ` +
      "Remove what the message names; nothing is lost meanwhile.",
  );
}

/** Events that a consumer of the feed has given up. */
export async function checkSkips(db: Queryable): Promise<CheckResult> {
  const skips = await listSkips(db, { limit: NAMED_MAX });
  if (skips.length === 0) return good("No consumer of the feed has skipped an event.");
  const names = skips.map(
    ({ workspace_id, consumer, sequence, error }) =>
      `${consumer} at ${sequence} of workspace ${workspace_id} (${error})`,
  );
  return warning(`Consumers of the feed have skipped events: ${names.join("; ")}.`);
}

/** Counts the tickets of every workspace anew, each from one snapshot. */
export async function checkCounts(db: DedicatedConnection): Promise<CheckResult> {
  const wrong: string[] = [];
  let workspace_id = await findWorkspaceToCount(db, undefined);
  while (workspace_id !== undefined) {
    const id = workspace_id;
    const compared = await inTransaction(db, async () => {
      await db.query(useOneSnapshot());
      return await compareCounts(db, id);
    });
    if (compared.wrong > 0) wrong.push(id);
    workspace_id = await findWorkspaceToCount(db, id);
  }
  if (wrong.length === 0) return good("The counts of tickets are those of the tickets.");
  const more = wrong.length > NAMED_MAX ? `, and ${wrong.length - NAMED_MAX} more` : "";
  return warning(
    `Counts of tickets are wrong in these workspaces: ${wrong.slice(0, NAMED_MAX).join(", ")}${more}. ` +
      "The worker repairs them within a day, or at its next start.",
  );
}

import { findWorkspaceToCount } from "../counts/queries.ts";
import { repairCounts } from "../counts/recount.ts";
import type { Job } from "./job.ts";

/** Compares the ticket counts of every workspace with its tickets once a day, and repairs them. */
export const repairTicketCounts: Job = {
  name: "repair-ticket-counts",
  everySeconds: 86_400,
  async run({ db, log }, stopping) {
    let workspace_id = await findWorkspaceToCount(db, undefined);
    while (workspace_id !== undefined && !stopping.aborted) {
      const wrong = await repairCounts(db, workspace_id);
      if (wrong)
        log.warn({ workspace_id, wrong }, "Counts of tickets were wrong and are repaired.");
      workspace_id = await findWorkspaceToCount(db, workspace_id);
    }
  },
};

import { localDaysAt } from "../due-dates/local-days.ts";
import { listTimeZones, listWorkspacesWithDueTickets } from "../due-dates/queries.ts";
import { recordDueTickets as recordDueTicketsOf } from "../due-dates/record-due-tickets.ts";
import type { Instance } from "../instance.ts";
import { limits } from "../limits.ts";
import type { Job } from "./job.ts";

/** Records which tickets are due soon, today, or since yesterday. */
export const recordDueTickets: Job = {
  name: "record-due-tickets",
  everySeconds: 60,
  run: (instance, stopping) => recordDueTicketsAt(new Date(), instance, stopping),
};

/** The same at any time. A failure in one workspace does not affect the others. */
export async function recordDueTicketsAt(
  now: Date,
  { db, log }: Pick<Instance, "db" | "log">,
  stopping: AbortSignal,
): Promise<void> {
  const days = localDaysAt(now, await listTimeZones(db));
  const limit = limits.due_events_of_run;
  for (const workspace_id of await listWorkspacesWithDueTickets(db, days)) {
    if (stopping.aborted) return;
    try {
      await recordDueTicketsOf(db, workspace_id, { days, limit, stopping });
    } catch (error) {
      const detail = "Due tickets of a workspace could not be recorded. The job tries again.";
      log.error({ err: error, workspace_id }, detail);
    }
  }
}

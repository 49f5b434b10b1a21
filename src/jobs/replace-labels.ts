import { listReplacedLabels } from "../labels/queries.ts";
import { replaceLabel } from "../labels/replace.ts";
import type { Job } from "./job.ts";

const LABELS_PER_RUN = 100;

/**
 * Gives tickets the new names of their labels, and takes deleted labels from them. A failure with one
 * label does not affect the others.
 */
export const replaceLabels: Job = {
  name: "replace-labels",
  everySeconds: 1,
  async run({ db, log }, stopping) {
    for (const label of await listReplacedLabels(db, { limit: LABELS_PER_RUN })) {
      try {
        await replaceLabel(db, label, { stopping });
      } catch (error) {
        const detail = "The tickets with a label could not be changed. The job tries again.";
        log.error({ err: error, workspace_id: label.workspace_id }, detail);
      }
      if (stopping.aborted) return;
    }
  },
};

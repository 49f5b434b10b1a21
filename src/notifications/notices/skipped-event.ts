import type { Tx } from "../../db/transaction.ts";
import { insertNotices } from "../notify.ts";
import { listAdmins } from "./queries.ts";
import { hasRecentSkip } from "./skip-queries.ts";

/** An event that a consumer of the feed could not process, after it was recorded as skipped. */
interface Skip {
  workspace_id: string;
  consumer: string;
  sequence: number;
}

/**
 * Reports a skipped event to the admins of its workspace, in the transaction that skips it. At most
 * once a day and consumer: a bug that skips thousands of events does not fill their inboxes. The cause
 * is for the operator, who finds it with `slacky doctor`.
 */
export async function insertSkipNotices(tx: Tx, skip: Skip): Promise<void> {
  if (await hasRecentSkip(tx, skip)) return;
  const { workspace_id, consumer, sequence } = skip;
  const notice = {
    type: "event_skipped",
    text: `Slacky could not process the event ${sequence} of the feed for its ${consumer}, so these may be incomplete. The operator sees why with \`slacky doctor\`.`,
    consumer,
    sequence,
  };
  const admins = await listAdmins(tx, workspace_id);
  insertNotices(
    tx,
    admins.map((user_id) => ({ user_id, workspace_id, actor_id: null, notice })),
  );
}

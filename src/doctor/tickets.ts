import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good } from "./finding.ts";
import { findEndOfBatch, listRewoundTickets, type RewoundTicket } from "./queries.ts";

const batchSize = 5_000;
const namedMax = 20;
const nowhere = "00000000-0000-0000-0000-000000000000";

/**
 * Finds tickets whose status is not the last one of their history, the only rule that no constraint
 * enforces. In batches, so that each statement is short.
 */
export async function checkTicketStatuses(
  db: Queryable,
  { size = batchSize }: { size?: number } = {},
): Promise<CheckResult> {
  const named: RewoundTicket[] = [];
  let count = 0;
  let after = { workspace_id: nowhere, id: nowhere };
  for (;;) {
    const rewound = await listRewoundTickets(db, after, size);
    count += rewound.length;
    named.push(...rewound.slice(0, namedMax - named.length));
    const end = await findEndOfBatch(db, after, size);
    if (!end) break;
    after = end;
  }
  if (count === 0) return good("The status of every ticket is the last one of its history.");

  const more = count > named.length ? `, and ${count - named.length} more` : "";
  const names = named.map(({ workspace_id, key }) => `${key} of workspace ${workspace_id}`);
  return fault(
    `${count === 1 ? "1 ticket does" : `${count} tickets do`} not have the last status of the history: ` +
      `${names.join(", ")}${more}. They were changed without the server, and their next transition ` +
      "fails. As the owner, set status and status_sequence to those of the last row of the history.",
  );
}

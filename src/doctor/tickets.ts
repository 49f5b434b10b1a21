import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good } from "./finding.ts";
import { findEndOfBatch, listRewoundTickets, type RewoundTicket } from "./queries.ts";

const batchSize = 5_000;
const namedMax = 20;
const nowhere = "00000000-0000-0000-0000-000000000000";

/**
 * Looks for tickets that do not stand on the last status of their history, which is the one thing
 * that no constraint can refuse. In batches, so that each statement is short however many there are.
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
  if (count === 0) return good("Every ticket stands on the last status of its history.");

  const more = count > named.length ? `, and ${count - named.length} more` : "";
  const names = named.map(({ workspace_id, key }) => `${key} of workspace ${workspace_id}`);
  return fault(
    `${count === 1 ? "1 ticket does" : `${count} tickets do`} not stand on the last status of the ` +
      `history: ${names.join(", ")}${more}. Somebody wrote past the server, and the next transition of such ` +
      "a ticket fails. As the owner, set status and status_sequence as the last row of its history has them.",
  );
}

import type { Queryable } from "../db/pool.ts";
import { limits } from "../limits.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import {
  countWithoutMember,
  findEndOfBatch,
  findOverdueLeases,
  listTicketsOffHistory,
  type TicketName,
  type TicketPlace,
} from "./queries.ts";

const batchSize = 5_000;
const namedMax = 20;
const nowhere = "00000000-0000-0000-0000-000000000000";

/**
 * Finds tickets whose status is not the last one of their history. No constraint enforces that it is
 * the last; that it is in the history at all is enforced, except while constraints are switched off,
 * as some ways to restore a backup do. In batches, so that each statement is short.
 */
export async function checkTicketStatuses(
  db: Queryable,
  { size = batchSize }: { size?: number } = {},
): Promise<CheckResult> {
  const named: TicketName[] = [];
  let count = 0;
  let after = { workspace_id: nowhere, id: nowhere };
  for (;;) {
    const found = await listTicketsOffHistory(db, after, size);
    count += found.length;
    named.push(...found.slice(0, namedMax - named.length));
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

/**
 * Finds rows that name a user who never was a member. No foreign key refuses them, because every
 * command has locked the member whom it names. In batches, so that each statement is short.
 */
export async function checkMemberReferences(
  db: Queryable,
  { size = batchSize }: { size?: number } = {},
): Promise<CheckResult> {
  let count = 0;
  let after: TicketPlace | undefined = { workspace_id: nowhere, id: nowhere };
  while (after) {
    count += await countWithoutMember(db, after, size);
    after = await findEndOfBatch(db, after, size);
  }
  if (count === 0) return good("Everybody whom a ticket or comment names is or was a member.");
  return fault(
    `${count === 1 ? "1 row names" : `${count.toLocaleString("en")} rows name`} somebody who never was a ` +
      "member of the workspace: as reporter or assignee of a ticket, as author of a comment, or as " +
      "actor of a change of status. They were written without the server. Restore the missing rows of " +
      "`members` from a backup.",
  );
}

/** A worker returns a ticket to its queue within a second or two after its lease has run out. */
export async function checkLeases(db: Queryable): Promise<CheckResult> {
  const { tickets, oldest_seconds } = await findOverdueLeases(db);
  if (tickets === 0) return good("No ticket has a lease that has run out.");
  const count = `${tickets === limits.leases_counted ? "At least " : ""}${tickets.toLocaleString("en")}`;
  const sentence = `Tickets whose lease has run out: ${count}, the first ${Math.round(oldest_seconds)} s ago`;
  return oldest_seconds <= limits.lease_overdue_seconds
    ? good(`${sentence}.`)
    : warning(
        `${sentence}. They are not in their queue yet. Run \`slacky start\` or \`slacky worker\`. If one is running, see its log.`,
      );
}

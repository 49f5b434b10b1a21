import type { Tx } from "../db/transaction.ts";
import type { OutboxEntry } from "../events/relay/queries.ts";
import { insertPersonal, insertRecords, lockHeads, setHeads } from "./queries.ts";
import { type ChainEnd, chainOf, createLink } from "./record.ts";

/** Appends every event to the chain of its workspace, in order. */
export async function appendToAudit(tx: Tx, rows: readonly OutboxEntry[]): Promise<void> {
  const chains = [...new Set(rows.map(chainOf))];
  const ends = new Map<string, ChainEnd>(await lockHeads(tx, chains));
  const links = rows.map((row) => {
    const link = createLink(ends.get(chainOf(row)) ?? { sequence: 0, hash: null }, row);
    ends.set(link.record.workspace_id, { sequence: link.record.sequence, hash: link.hash });
    return link;
  });
  await tx.batch([insertRecords(links), insertPersonal(links), setHeads(ends)]);
}

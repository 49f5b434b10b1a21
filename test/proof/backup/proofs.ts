import { proveRestore } from "./drill.ts";
import { missingFor, type ToolName } from "./tools.ts";

const tools: ToolName[] = ["pg_basebackup", "pgBackRest"];

/** The proofs of restoring a backup, for the list in proofs.ts. */
export const backupProofs = [
  ...tools.map((tool) => ({
    promise: `backup: a cluster that was destroyed is restored to a moment with ${tool}, exactly, and Slacky goes on`,
    large: 100,
    count: (tickets: number) => proveRestore({ tool, tickets }),
    expected: () => ({
      ...{ lost: 0, from_later: 0, unknown_tickets: 0, history_rows_wrong: 0 },
      ...{ indexes_missed: 0, indexes_bad: 0, faults: 0 },
      ...{
        new_epoch: 1,
        client_must_start_again: 1,
        event_numbers_given_again: 0,
        ticket_numbers_given_again: 0,
      },
      ...{ replayed: 1, created_again: 1, late_in_feed: 0, late_in_audit: 0, twice: 0 },
      ...{ forged_record_found: 1, flipped_byte_found: 1 },
    }),
    missing: () => missingFor(tool),
  })),
  {
    promise:
      "(the control) backup: a copy that is started without the archived log loses tickets, and gives event numbers again",
    large: 100,
    count: async (tickets: number) => {
      const counts = await proveRestore({ tool: "pg_basebackup", tickets, isControl: true });
      return {
        ...counts,
        loses_some: Number(counts.lost > 0),
        gives_again: Number(counts.event_numbers_given_again > 0),
      };
    },
    expected: () => ({ loses_some: 1, new_epoch: 0, gives_again: 1 }),
    missing: () => missingFor("pg_basebackup"),
  },
];

import type { Queryable } from "../db/pool.ts";
import { findStatsVisibility, listVacuumBlockers, type VacuumBlocker } from "./outbox-queries.ts";

/** Younger transactions are normal work, and end before anybody could look at them. */
const SECONDS_MIN = 10;
const NAMED_MAX = 5;

export interface VacuumBlockers {
  holders: VacuumBlocker[];
  /** Sentences that name who holds dead rows up, as far as this role can see, and say what to do. */
  detail: string;
}

/** Finds out who keeps vacuum from taking dead rows away. */
export async function findVacuumBlockers(db: Queryable): Promise<VacuumBlockers> {
  const holders = await listVacuumBlockers(db, { olderThanSeconds: SECONDS_MIN, limit: NAMED_MAX });
  const sight = await findStatsVisibility(db);
  return {
    holders,
    detail: [describeVacuumBlockers(holders), describeStatsVisibility(sight)].join(" ").trim(),
  };
}

export function describeVacuumBlockers(holders: readonly VacuumBlocker[]): string {
  const here = holders.filter(({ is_elsewhere }) => !is_elsewhere).map(describe);
  const elsewhere = holders.filter(({ is_elsewhere }) => is_elsewhere).map(describe);
  const sentences = [
    here.length === 0
      ? "Nothing is known to block their removal: the next vacuum removes them. If they stay, check that autovacuum is on."
      : `Vacuum cannot remove them because of ${here.join("; then ")}. End what is not needed.`,
  ];
  if (elsewhere.length > 0) {
    sentences.push(
      `Transactions in another database keep snapshots here as old: ${elsewhere.join("; ")}.`,
    );
  }
  return sentences.join(" ");
}

/** Says what this role cannot see, and how to change that. */
export function describeStatsVisibility({
  role,
  sees_all,
}: {
  role: string;
  sees_all: boolean;
}): string {
  if (sees_all) return "";
  return (
    "This role cannot see the state and age of other roles' sessions. To allow it, run as a superuser: " +
    `\`grant pg_monitor to ${role}\`.`
  );
}

/** `process 4711 of ada in slacky ("psql"), idle in transaction for 3600 s, 12,345 transactions old` */
function describe(holder: VacuumBlocker): string {
  const { kind, name, role, database, application, state, seconds, transactions } = holder;
  const words = [
    `${kind} ${name}`,
    role && `of ${role}`,
    database && `in ${database}`,
    application && `("${application}")`,
  ];
  const condition =
    kind === "replication slot"
      ? state
      : `${state ?? "state unknown"} ${seconds === null ? "since an unknown time" : `for ${Math.round(seconds)} s`}`;
  const age = `${transactions.toLocaleString("en")} transactions old`;
  return `${words.filter(Boolean).join(" ")}, ${condition}, ${age}`;
}

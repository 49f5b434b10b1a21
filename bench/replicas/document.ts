import type { Machine } from "../report/machine.ts";
import { whole } from "../report/table.ts";
import type { Amounts, LayoutFigures } from "./measure.ts";

/** What is between these two lines of docs/replicas.md is written by the bench. */
const begin = "<!-- Written by `npm run bench -- replicas --docs`. -->";
const picture =
  "![Throughput and CPU per request, for one and two processes, without and with a replica](pictures/replicas.svg)";
const end = "<!-- End of what the bench has written. -->";

export interface Facts {
  at: string;
  commit: string;
  machine: Machine;
  amounts: Amounts;
  tickets: string;
}

/** One line on where the figures are from. */
export function sourceOf({ at, commit, machine, amounts, tickets }: Facts): string {
  const { connections, window_s, rounds } = amounts;
  return (
    `${at.slice(0, 10)}, ${commit}: ${machine.cores} cores for everything, the load too, ${tickets}, ` +
    `${connections} connections, median of ${rounds} × ${window_s} s, load before ${machine.load_before.toFixed(1)}`
  );
}

export function tableOf(figures: readonly LayoutFigures[], facts: Facts): string {
  const head = [
    ...["workload", "processes", "replicas", "requests/s", "Slacky µs", "primary µs"],
    ...["replica µs", "served by the replica"],
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = figures.map((one) => [
    one.workload,
    String(one.processes),
    String(one.replicas),
    whole(one.per_second.median),
    whole(one.server_us.median),
    whole(one.primary_us.median),
    whole(one.replica_us.median),
    `${whole(100 * one.on_replica.median)} %`,
  ]);
  const aligned = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(aligned), ...rows.map(line), "", `${sourceOf(facts)}.`].join("\n");
}

/** The document with the picture and the table in their place. Throws if it has none. */
export function withFigures(document: string, table: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error("The document lacks the lines around the table.");
  const before = document.slice(0, from + begin.length);
  return `${before}\n\n${picture}\n\n${table}\n\n${document.slice(to)}`;
}

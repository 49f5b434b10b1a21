import { Gauge, type Registry } from "prom-client";

export interface BackfillMetrics {
  /** How far a backfill is, as the database says. */
  showBackfill(backfill: string, progress: { rows_left: number; rows_failed: number }): void;
}

export function createBackfillMetrics(registers: Registry[]): BackfillMetrics {
  const labelNames = ["backfill"];
  const left = new Gauge({
    name: "slacky_backfill_rows_left",
    help: "Rows that a backfill has still to fill, estimated while it runs.",
    labelNames,
    registers,
  });
  const failed = new Gauge({
    name: "slacky_backfill_rows_failed",
    help: "Rows that the last pass of a backfill could not fill.",
    labelNames,
    registers,
  });
  return {
    showBackfill(backfill, { rows_left, rows_failed }) {
      left.set({ backfill }, rows_left);
      failed.set({ backfill }, rows_failed);
    },
  };
}

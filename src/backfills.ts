import type { Backfill } from "./backfill/backfill.ts";
import { documentsOfComments, documentsOfTickets } from "./search/fill-documents.ts";

/** All backfills, in the order in which the worker runs them. One must be listed here to run. */
export const backfills: readonly Backfill[] = [documentsOfTickets, documentsOfComments];

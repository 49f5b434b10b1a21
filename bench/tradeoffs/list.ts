import { audit } from "./audit/audit.ts";
import { claims } from "./claims.ts";
import { consistency } from "./consistency.ts";
import type { Experiment } from "./experiment.ts";
import { feed } from "./feed/feed.ts";
import { keyset } from "./keyset.ts";
import { locking } from "./locking.ts";
import { orm } from "./orm/orm.ts";
import { status } from "./status.ts";
import { transactions } from "./transactions.ts";

/** All experiments, in the order of the index page. */
export const experiments: readonly Experiment[] = [
  locking,
  status,
  orm,
  audit,
  keyset,
  claims,
  transactions,
  feed,
  consistency,
];

import type { Config } from "../config.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { messageOf } from "../db/failures.ts";
import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import { findHistory, findReplicaFacts } from "./replica-queries.ts";

const delayMsMax = 1_000;

/** Whether reads can run on the replicas. One that cannot be used costs the primary its reads. */
export function checkReplicas({ replicaUrls }: Pick<Config, "replicaUrls">) {
  return async (primary: Queryable): Promise<CheckResult> => {
    if (replicaUrls.length === 0) return good("None is set.");
    const history = await findHistory(primary).catch(() => undefined);
    if (history === undefined) {
      return fault(
        "The primary refuses the functions that say where its log is, so no replica can be used. " +
          "Unset `DATABASE_REPLICA_URLS`.",
      );
    }
    const results: CheckResult[] = [];
    for (const [index, url] of replicaUrls.entries()) {
      const { verdict, detail } = await withDedicatedConnection(url, (db) =>
        checkReplica(db, history),
      ).catch((error) => fault(messageOf(error)));
      results.push({ verdict, detail: `Replica ${index + 1}: ${detail}` });
    }
    return summarize(results);
  };
}

/** All that are not good, with the worst verdict: a warning must not hide a fault. */
function summarize(results: readonly CheckResult[]): CheckResult {
  const problems = results.filter(({ verdict }) => verdict !== "good");
  if (problems.length === 0) return good(`${results.length} can serve reads.`);
  const verdict = problems.some((result) => result.verdict === "fault") ? "fault" : "warning";
  return { verdict, detail: problems.map(({ detail }) => detail).join(" ") };
}

async function checkReplica(db: Queryable, history: string): Promise<CheckResult> {
  const facts = await findReplicaFacts(db);
  if (!facts?.is_standby) {
    return fault("it is not a standby, so it serves no reads. Use the address of a replica.");
  }
  if (facts.isolation !== "read committed") {
    return fault(
      `\`default_transaction_isolation\` is ${facts.isolation}, with which a read could show old ` +
        "data. Set it to `read committed`.",
    );
  }
  if (facts.cluster !== history) {
    return warning(
      "it does not follow this primary, or lags, or the worker has not run yet. Until it " +
        "does, the primary serves all reads.",
    );
  }
  if (facts.hot_standby_feedback === "on") {
    return warning(
      "`hot_standby_feedback` is on, so the primary keeps dead rows of the outbox for it. Set it to off.",
    );
  }
  if (facts.streaming_delay_ms < 0 || facts.streaming_delay_ms > delayMsMax) {
    return warning(
      "one long query can delay the replica for all others. Set `max_standby_streaming_delay = 1s`.",
    );
  }
  return good("It can serve reads.");
}

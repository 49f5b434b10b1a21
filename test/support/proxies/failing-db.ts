import { BatchQuery } from "../../../src/db/driver/batch-query.ts";
import type { Db } from "../../../src/db/pool.ts";

/** The pool, with connections that are lost before their n-th batch. */
export function failingAt(db: Db, step: number): Db {
  const connect = async () => {
    const { client, release } = await db.connect();
    let sent = 0;
    const failing = new Proxy(client, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (name !== "query") return typeof value === "function" ? value.bind(target) : value;
        return (...query: unknown[]) => {
          sent += 1;
          const [batch] = query;
          const isCut = sent === step && batch instanceof BatchQuery;
          return isCut
            ? batch.handleError(new Error("Connection terminated unexpectedly"))
            : Reflect.apply(value, target, query);
        };
      },
    });
    return { client: failing, release };
  };
  return {
    pool: db.pool,
    waitingCount: 0,
    connect,
    query: (statement) => db.query(statement),
    batch: (statements) => db.batch(statements),
    sharedBy: (owner) => db.sharedBy(owner),
    onPosition: undefined,
    reportingTo: (onPosition) => db.reportingTo(onPosition),
    notingUse: (note) => db.notingUse(note),
    close: async () => {},
  };
}

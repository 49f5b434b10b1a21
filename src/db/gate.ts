import { prepared, type Sql, sql } from "./sql.ts";

// Authorization travels in one batch with the statements that depend on it, so these must not run where it is
// refused: nobody may wait for a lock, or learn from timing what exists, in a workspace that is not theirs. The gate
// is a setting of the transaction (of the batch, outside a transaction). It is open until a statement closes it, and
// the end of the transaction opens it again. A statement behind a closed gate is not executed: PostgreSQL checks
// the condition once, before it reads or locks anything.

/** The same statement, a select, which returns no row and takes no lock once the gate is closed. */
export function gated<Row>(statement: Sql<Row>): Sql<Row> {
  const behindGate = sql<Row>`
    select gated.*
      from (${statement}) gated
     where coalesce(current_setting('slacky.gate', true), '') <> 'closed'`;
  return statement.name === undefined ? behindGate : prepared(behindGate);
}

/** An expression that closes the gate where a condition does not hold. It never opens one that is closed. */
export function closeGateUnless(condition: Sql): Sql {
  return sql`set_config(
    'slacky.gate',
    case when ${condition} then coalesce(current_setting('slacky.gate', true), '') else 'closed' end,
    true)`;
}

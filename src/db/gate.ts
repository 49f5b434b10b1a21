import { prepared, type Sql, sql } from "./sql.ts";

// Authorization runs in one batch with the statements that depend on it, so these must not run if
// it is refused: nobody may wait for a lock in a workspace of others, or learn from timing what
// exists there. The gate is a setting that lasts for the transaction (outside a transaction, for
// the batch). It is open until a statement closes it, and opens again when the transaction ends. A
// statement after a closed gate is not executed: PostgreSQL checks the condition once, before it
// reads or locks anything.

/** The same select, which returns no row and takes no lock once the gate is closed. */
export function gated<Row>(statement: Sql<Row>): Sql<Row> {
  const behindGate = sql<Row>`
    select gated.*
      from (${statement}) gated
     where coalesce(current_setting('slacky.gate', true), '') <> 'closed'`;
  return statement.name === undefined ? behindGate : prepared(behindGate);
}

/**
 * An expression that closes the gate unless the condition is true. It never opens a closed gate.
 */
export function closeGateUnless(condition: Sql): Sql {
  return sql`set_config(
    'slacky.gate',
    case when ${condition}
         then coalesce(current_setting('slacky.gate', true), '')
         else 'closed' end,
    true)`;
}

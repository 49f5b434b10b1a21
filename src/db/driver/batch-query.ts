import pg from "pg";
import type { Sql } from "../sql.ts";
import { getTypeParser } from "./type-parsers.ts";

/** What came back for a statement that was done: its rows, and the tag of its command. */
export interface StatementResult {
  rows: unknown[];
  command: string;
}

/** The messages of PostgreSQL's protocol, as the driver sends them. */
export interface Wire {
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly (string | Buffer | null)[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string }): void;
  close(message: { type: "S"; name: string }): void;
  sync(): void;
}

/** How the rows of a statement read: what the driver makes of their description. */
type RowDecoder = pg.Result & {
  addFields(fields: unknown[]): void;
  parseRow(values: unknown[]): unknown;
};

/** The readers of the statements that a connection has prepared, by their names. */
export type Plans = Map<string, RowDecoder>;

interface SentStatement {
  statement: Sql<unknown>;
  /** Known where the statement was prepared and described before. */
  decoder: RowDecoder | undefined;
  rows: unknown[];
}

const noRows = new pg.Result("", pg.types) as RowDecoder;

/**
 * Several statements with one Sync behind them, as the driver's `Submittable`. Its own queries have a Sync
 * each, for which the server flushes what it has and the driver wakes up: most of the cost of a short one.
 */
export class BatchQuery {
  readonly results: StatementResult[] = [];
  callback: (error?: Error) => void;
  readonly #statements: SentStatement[];
  readonly #plans: Plans | undefined;
  /** What the first row failed with that could not be read. */
  #unreadable: Error | undefined;

  /** Without `plans`, nothing is prepared. */
  constructor(
    statements: readonly Sql<unknown>[],
    plans: Plans | undefined,
    callback: (error?: Error) => void,
  ) {
    this.callback = callback;
    this.#plans = plans;
    this.#statements = statements.map((statement) => {
      return { statement, decoder: plans?.get(statement.name ?? ""), rows: [] };
    });
  }

  submit(wire: Wire): void {
    for (const { statement, decoder } of this.#statements) {
      const name = (this.#plans && statement.name) ?? "";
      if (!decoder) {
        // It may be there of a batch that failed before this could be known.
        if (name !== "") wire.close({ type: "S", name });
        wire.parse({ name, text: statement.text });
      }
      wire.bind({ statement: name, values: statement.values });
      if (!decoder) wire.describe({ type: "P", name: "" });
      wire.execute({ portal: "" });
    }
    wire.sync();
  }

  handleRowDescription({ fields }: { fields: unknown[] }): void {
    const decoder = new pg.Result("", { getTypeParser } as typeof pg.types) as RowDecoder;
    decoder.addFields(fields);
    this.#current().decoder = decoder;
  }

  handleDataRow({ fields }: { fields: unknown[] }): void {
    const { decoder, rows } = this.#current();
    try {
      rows.push(decoder?.parseRow(fields));
    } catch (error) {
      this.#unreadable ??= error as Error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { statement, decoder = noRows, rows } = this.#current();
    if (statement.name) this.#plans?.set(statement.name, decoder);
    this.results.push({ rows, command: text.split(" ")[0] ?? "" });
  }

  handleEmptyQuery(): void {
    this.results.push({ rows: [], command: "" });
  }

  handleReadyForQuery(): void {
    this.callback(this.#unreadable);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  #current(): SentStatement {
    const current = this.#statements[this.results.length];
    if (!current) throw new Error("The database answered more statements than it was sent.");
    return current;
  }
}

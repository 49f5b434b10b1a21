import pg from "pg";
import type { Sql } from "../sql.ts";
import { getTypeParser } from "./type-parsers.ts";

/** The result of a completed statement: its rows and its command tag. */
export interface StatementResult {
  rows: unknown[];
  command: string;
}

/** The messages of PostgreSQL's protocol, as methods of `pg`'s connection. */
export interface Wire {
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly (string | Buffer | null)[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string }): void;
  close(message: { type: "S"; name: string }): void;
  sync(): void;
}

/** Decodes the rows of a statement by its row description. */
type RowDecoder = pg.Result & {
  addFields(fields: unknown[]): void;
  parseRow(values: unknown[]): unknown;
};

/** The row decoders of the statements that a connection has prepared, by statement name. */
export type Plans = Map<string, RowDecoder>;

interface SentStatement {
  statement: Sql<unknown>;
  /** Known if this connection has prepared and described the statement before. */
  decoder: RowDecoder | undefined;
  rows: unknown[];
}

const noRows = new pg.Result("", pg.types) as RowDecoder;

/**
 * Several statements followed by one Sync, as a `Submittable` of `pg`. The driver's own queries
 * send a Sync each, on which the server flushes its output and the driver wakes up: most of what a
 * short statement costs.
 */
export class BatchQuery {
  readonly results: StatementResult[] = [];
  callback: (error?: Error) => void;
  readonly #statements: SentStatement[];
  readonly #plans: Plans | undefined;
  /** The error of the first row that could not be decoded. */
  #unreadable: Error | undefined;

  /** If `plans` is undefined, no statement is prepared. */
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
        // A batch that failed may have prepared it already, without the client learning it.
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
    if (!current) throw new Error("The database sent more results than it was sent statements.");
    return current;
  }
}

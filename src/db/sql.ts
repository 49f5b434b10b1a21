/** A statement with its values already in the form they travel in, so that sending it cannot fail halfway. */
export interface Sql<Row = Record<string, unknown>> {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** The row that it returns; exists for the compiler only. */
  readonly row?: Row;
}

export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Buffer
  | readonly string[]
  | readonly number[];

const fragments = new WeakSet<object>();

/**
 * Writes a statement, or a piece of one: values become parameters, pieces made by `sql` are spliced in.
 * A value that PostgreSQL could not take throws here, before anything is sent (`docs/decisions/`
 * tells what a pipeline would commit otherwise).
 */
export function sql<Row = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...inserts: readonly (SqlValue | Sql<unknown>)[]
): Sql<Row> {
  let text = strings[0] ?? "";
  const values: (string | Buffer | null)[] = [];
  inserts.forEach((insert, index) => {
    if (isSql(insert)) {
      text += insert.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + values.length}`);
      values.push(...insert.values);
    } else {
      values.push(encode(insert));
      text += `$${values.length}`;
    }
    text += strings[index + 1] ?? "";
  });
  const statement: Sql<Row> = { text, values };
  fragments.add(statement);
  return statement;
}

/** Joins pieces with a separator that stands in the source, such as `and` or a comma. */
export function join(
  pieces: readonly Sql<unknown>[],
  separator: " and " | ", " | " union all ",
): Sql {
  const [first = sql``, ...rest] = pieces;
  return rest.reduce<Sql>((joined, piece) => {
    const text = piece.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + joined.values.length}`);
    const both = {
      text: `${joined.text}${separator}${text}`,
      values: [...joined.values, ...piece.values],
    };
    fragments.add(both);
    return both;
  }, first as Sql);
}

/** A value for a `json` or `jsonb` parameter. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}

function isSql(insert: SqlValue | Sql<unknown>): insert is Sql<unknown> {
  return typeof insert === "object" && insert !== null && fragments.has(insert);
}

function encode(value: SqlValue | Sql<unknown>): string | Buffer | null {
  if (value === null || typeof value === "string" || Buffer.isBuffer(value)) return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(encodeElement).join(",")}}`;
  throw new TypeError(`A ${typeof value} cannot be a value of a statement.`);
}

function encodeElement(element: unknown): string {
  if (typeof element === "number" && Number.isFinite(element)) return String(element);
  if (typeof element === "string") return `"${element.replace(/[\\"]/g, "\\$&")}"`;
  throw new TypeError(`A ${typeof element} cannot be an element of an array.`);
}

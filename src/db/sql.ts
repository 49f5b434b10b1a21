/** A statement, or a piece of one, with its values encoded, so that sending it cannot fail halfway. */
export interface Sql<Row = Record<string, unknown>> {
  readonly text: string;
  readonly values: readonly EncodedValue[];
  /** The name under which a connection keeps its plan; undefined if it is planned on every use. */
  readonly name?: string | undefined;
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

type EncodedValue = string | Buffer | null;

/**
 * Writes a statement, or a piece of one: values become parameters, pieces made by `sql` are spliced in.
 * A value that PostgreSQL could not take throws here, before anything is sent
 * (docs/decisions/0004 says what would be committed otherwise).
 */
export function sql<Row = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...inserts: readonly (SqlValue | Sql<unknown>)[]
): Sql<Row> {
  const texts = [strings[0] ?? ""];
  const values: EncodedValue[] = [];
  for (const [index, insert] of inserts.entries()) {
    const next = strings[index + 1] ?? "";
    if (insert instanceof Statement) {
      texts[texts.length - 1] += insert.texts[0] ?? "";
      texts.push(...insert.texts.slice(1));
      values.push(...insert.values);
      texts[texts.length - 1] += next;
    } else {
      texts.push(next);
      values.push(encode(insert));
    }
  }
  return new Statement<Row>(texts, values);
}

/** Joins pieces with a separator that stands in the source, such as `and` or a comma. */
export function join(pieces: readonly Sql<unknown>[], separator: keyof typeof separators): Sql {
  const [first = sql``, ...rest] = pieces;
  return rest.reduce<Sql>((all, next) => sql`${all}${separators[separator]}${next}`, first as Sql);
}

/**
 * A statement that is sent often: each connection keeps its plan, under one name per text. Use it where a
 * plan made without knowing the values is as good as any (a row by its key, a range of one index), so that
 * PostgreSQL settles on a generic plan and plans no more.
 */
export function prepared<Row>(statement: Sql<Row>): Sql<Row> {
  const { texts, values, text } = statement as Statement<Row>;
  return new Statement<Row>(texts, values, nameOf(text));
}

/** A value for a `json` or `jsonb` parameter. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}

/** Made by `sql` alone, so whatever a client sends is a value. There is one text more than values. */
class Statement<Row = Record<string, unknown>> implements Sql<Row> {
  readonly row?: Row;
  readonly texts: readonly string[];
  readonly values: readonly EncodedValue[];
  readonly name: string | undefined;

  constructor(texts: readonly string[], values: readonly EncodedValue[], name?: string) {
    this.texts = texts;
    this.values = values;
    this.name = name;
  }

  get text(): string {
    return this.texts.reduce((text, next, index) => `${text}$${index}${next}`);
  }
}

const separators = { " and ": sql` and `, ", ": sql`, `, " union all ": sql` union all ` };

/** Every connection keeps every name, so a statement whose forms clients choose must not add more. */
const NAMES_MAX = 1_000;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= NAMES_MAX) return known;
  const name = `slacky_${names.size}`;
  names.set(text, name);
  return name;
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

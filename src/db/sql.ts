/**
 * A statement or a fragment of one. Its values are already encoded, so that sending it cannot fail
 * halfway.
 */
export interface Sql<Row = Record<string, unknown>> {
  readonly text: string;
  readonly values: readonly EncodedValue[];
  /** The name under which a connection stores its plan; undefined if it is planned on every use. */
  readonly name?: string | undefined;
  /** The type of its rows. Never set: it exists for the compiler only. */
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
 * Makes a statement or a fragment: values become parameters, fragments made by `sql` are inserted.
 * Throws TypeError for a value that PostgreSQL cannot take, before anything is sent
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

/** Joins fragments with one of a fixed set of separators. */
export function join(fragments: readonly Sql<unknown>[], separator: keyof typeof separators): Sql {
  const [first = sql``, ...rest] = fragments;
  return rest.reduce<Sql>((all, next) => sql`${all}${separators[separator]}${next}`, first as Sql);
}

/**
 * A statement that is sent often: each connection stores its plan, under one name per text. Use it
 * where a plan made without knowing the values is as good as any other (a row by its key, a range
 * of one index), so that PostgreSQL settles on a generic plan and stops planning.
 */
export function prepared<Row>(statement: Sql<Row>): Sql<Row> {
  const { texts, values, text } = statement as Statement<Row>;
  return new Statement<Row>(texts, values, nameOf(text));
}

/** Encodes a value for a `json` or `jsonb` parameter. Throws TypeError if it has no JSON form. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}

/**
 * Only `sql` makes these, so whatever a client sends is a value. There is one text more than
 * values.
 */
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

const separators = {
  " and ": sql` and `,
  " or ": sql` or `,
  ", ": sql`, `,
  " union all ": sql` union all `,
};

/**
 * Each connection keeps each named statement, so statements that vary with a client's request must
 * not add more than this.
 */
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

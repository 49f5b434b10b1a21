import { hash } from "node:crypto";

/** A statement with its values already in the form they travel in, so that sending it cannot fail halfway. */
export interface Sql<Row = Record<string, unknown>> {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** Under which a connection keeps its plan; undefined for what is planned anew each time. */
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

/**
 * Writes a statement, or a piece of one: values become parameters, pieces made by `sql` are spliced in.
 * A value that PostgreSQL could not take throws here, before anything is sent (`docs/decisions/`
 * tells what a pipeline would commit otherwise).
 */
export function sql<Row = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...inserts: readonly (SqlValue | Sql<unknown>)[]
): Sql<Row> {
  const values: (string | Buffer | null)[] = [];
  const pieces: Shape[] = [];
  for (const insert of inserts) {
    if (insert instanceof Statement) {
      values.push(...insert.values);
      pieces.push(insert.shape);
    } else {
      values.push(encode(insert));
      pieces.push(parameter);
    }
  }
  return new Statement(shapeOf(strings, pieces), values);
}

/** Joins pieces with a separator that stands in the source, such as `and` or a comma. */
export function join(
  pieces: readonly Sql<unknown>[],
  separator: " and " | ", " | " union all ",
): Sql {
  const [first = nothing, ...rest] = pieces as readonly Statement[];
  const between = separators[separator];
  const shape = rest.reduce((joined, next) => shapeOf(between, [joined, next.shape]), first.shape);
  return new Statement(shape, [...first.values, ...rest.flatMap(({ values }) => values)]);
}

/**
 * A statement that is sent often: each connection keeps its plan. For what finds rows by a key or along one
 * index, where a plan made without knowing the values is as good as any. The statement may have few forms,
 * as every one of them stays on every connection.
 */
export function prepared<Row>(statement: Sql<Row>): Sql<Row> {
  const { shape, values } = statement as Statement<Row>;
  shape.name ??= `slacky_${hash("sha1", shape.text)}`;
  return new Statement(shape, values, shape.name);
}

/** A value for a `json` or `jsonb` parameter. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}

/** What only `sql` makes: whatever a client sends, it is a value. */
class Statement<Row = Record<string, unknown>> implements Sql<Row> {
  readonly shape: Shape;
  readonly values: readonly (string | Buffer | null)[];
  readonly name: string | undefined;

  constructor(shape: Shape, values: readonly (string | Buffer | null)[], name?: string) {
    this.shape = shape;
    this.values = values;
    this.name = name;
  }

  get text(): string {
    return this.shape.text;
  }
}

/** How a statement reads, whatever its values. */
interface Shape {
  readonly text: string;
  readonly parameters: number;
  name?: string;
}

/** The shapes that are made of the same strings, by the pieces between them. */
interface Branch {
  next: Map<Shape, Branch>;
  shape?: Shape;
}

const nothing = new Statement({ text: "", parameters: 0 }, []);
const parameter: Shape = { text: "$1", parameters: 1 };
const separators = {
  " and ": ["", " and ", ""],
  ", ": ["", ", ", ""],
  " union all ": ["", " union all ", ""],
};
const branches = new Map<readonly string[], Branch>();
const SHAPES_MAX = 5_000;
let shapes = 0;

/**
 * A template is written out once for each combination of pieces, as that took most of the time of a short
 * statement (10 µs). Clients choose the combinations, so there is an end to what is kept.
 */
function shapeOf(strings: readonly string[], pieces: readonly Shape[]): Shape {
  let branch = branchOf(branches, strings);
  for (const piece of pieces) branch = branchOf(branch.next, piece);
  if (branch.shape) return branch.shape;
  const shape = write(strings, pieces);
  if (shapes < SHAPES_MAX) {
    shapes += 1;
    branch.shape = shape;
  }
  return shape;
}

function branchOf<Key>(from: Map<Key, Branch>, key: Key): Branch {
  const known = from.get(key);
  if (known) return known;
  const branch = { next: new Map<Shape, Branch>() };
  if (shapes < SHAPES_MAX) from.set(key, branch);
  return branch;
}

function write(strings: readonly string[], pieces: readonly Shape[]): Shape {
  let text = strings[0] ?? "";
  let parameters = 0;
  pieces.forEach((piece, index) => {
    const before = parameters;
    text += piece.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + before}`);
    text += strings[index + 1] ?? "";
    parameters += piece.parameters;
  });
  return { text, parameters };
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

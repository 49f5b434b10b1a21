import { comment, fieldsOf, keyOf, nameOf, type Schema, typeOf, union } from "./types.ts";

/** The part of the contract that a client is generated from. */
export interface Contract {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, DeclaredResponse>;
  };
}

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  deprecated?: boolean;
  security: unknown[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, DeclaredResponse | { $ref: string }>;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
  description?: string;
}

interface DeclaredResponse {
  content?: Record<string, { schema: Schema }>;
}

/** An operation with its path, and its input by place: path, query or body. */
interface Placed extends Operation {
  method: string;
  path: string;
  inPath: Parameter[];
  inQuery: Parameter[];
  /** The headers that an operation takes, such as `If-Match`. */
  headers: string[];
  body: Schema | undefined;
}

/**
 * Prints client/operations.ts: a type for each schema of the contract, and for each operation its input, its
 * response, its problem codes and its route. Throws if an operation has one name in two places, because the
 * client takes path, query and body as one object.
 */
export function printOperations(contract: Contract): string {
  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      placed(contract, { method, path, operation }),
    ),
  );
  const codes = operations.map((operation) => codesOf(contract, operation));
  const common = codes.reduce((left, those) => left.filter((code) => those.includes(code)));
  const parts = [
    "// Written by dev/openapi.ts from what the server's routes say: change those, and write it again.",
    ...Object.entries(contract.components.schemas).map(([name, schema]) => declared(name, schema)),
    `/** How any request may be refused. */\nexport type CommonProblem =\n${listed(common)};`,
    `/** Every way to be refused: the \`code\` of a problem. */\nexport type ProblemCode =\n${listed(allCodes(contract))};`,
    "/** Every operation: what it takes, what it answers, and how it may be refused. */",
    `export interface Operations {\n${operations
      .map((operation) => entryOf(contract, operation, common))
      .join("\n")}}`,
    "/** How each operation travels. */",
    `export const operations = {\n${operations.map(routeOf).join("")}} as const;`,
  ];
  return indented(parts.join("\n\n").replaceAll(" */\n\nexport", " */\nexport"));
}

function placed(
  contract: Contract,
  { method, path, operation }: { method: string; path: string; operation: Operation },
): Placed {
  const { parameters = [], requestBody } = operation;
  const named = parameters.filter((each): each is Parameter => "name" in each);
  const [media] = Object.values(requestBody?.content ?? {});
  const body = media && resolved(contract, media.schema);
  const all: Placed = {
    ...operation,
    method: method.toUpperCase(),
    path,
    inPath: named.filter((each) => each.in === "path"),
    inQuery: named.filter((each) => each.in === "query"),
    headers: parameters.flatMap((each) => ("$ref" in each && each.$ref ? [nameOf(each.$ref)] : [])),
    body: media?.schema,
  };
  requireDistinctNames(all, Object.keys(body?.properties ?? {}));
  return all;
}

function requireDistinctNames({ operationId, inPath, inQuery }: Placed, fields: string[]): void {
  const names = [...inPath.map(({ name }) => name), ...inQuery.map(({ name }) => name), ...fields];
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return;
  throw new Error(
    `${operationId} has ${twice} twice, in path, query or body: the client takes them as one object.`,
  );
}

function declared(name: string, schema: Schema): string {
  const isInterface = schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0;
  const body = isInterface
    ? `export interface ${name} {\n${fieldsOf(schema)}}`
    : `export type ${name} =${onLines(typeOf(schema))};`;
  return comment(schema) + body;
}

/** Prints each option of a long union on its own line. */
function onLines(type: string): string {
  if (type.length < 80 || !/^\w+( \| \w+)+$/.test(type)) return ` ${type}`;
  return type.replaceAll(/(^| )\|? ?(?=\w)/g, "\n| ");
}

function entryOf(contract: Contract, operation: Placed, common: readonly string[]): string {
  const { operationId, summary, description, deprecated } = operation;
  const about = comment({
    description: [`${summary}.`, description].filter(Boolean).join("\n\n"),
    ...(deprecated && { deprecated }),
  });
  const own = codesOf(contract, operation).filter((code) => !common.includes(code));
  return (
    `${about}${keyOf(operationId)}: {\n` +
    `input: ${inputOf(operation)};\n` +
    `response: ${answerOf(contract, operation)};\n` +
    cardsOf(contract, operation) +
    `problem:\n| CommonProblem${listed(own).replace(/^/, "\n").trimEnd()};\n` +
    "};\n"
  );
}

/** If the body is optional, so are its fields, because none of them is required. */
function inputOf({ inPath, inQuery, body }: Placed): string {
  const parameters = [...inPath, ...inQuery];
  const properties = Object.fromEntries(
    parameters.map(({ name, schema, description }) => [
      name,
      {
        ...(inQuery.some((each) => each.name === name) ? onceOrMore(schema) : schema),
        ...(description !== undefined && { description }),
      },
    ]),
  );
  const required = parameters.flatMap(({ name, required }) => (required ? [name] : []));
  const parts = [];
  if (parameters.length > 0) parts.push(`{\n${fieldsOf({ properties, required })}}`);
  if (body && typeOf(body) !== "Record<string, never>") parts.push(typeOf(body));
  return parts.join(" & ") || "Record<string, never>";
}

/** A parameter of the query that may be given several times may also be given once. */
function onceOrMore(schema: Schema): Schema {
  return schema.items === undefined
    ? schema
    : { anyOf: [schema.items, { ...schema, isReadonly: true }] };
}

/** The type of a successful response; `undefined` for 204. */
function answerOf(contract: Contract, { responses }: Placed): string {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return union(
    successes.map(([, answer]) => {
      const json = resolvedAnswer(contract, answer).content?.["application/json"];
      return json ? typeOf(json.schema) : "undefined";
    }),
  );
}

/** The type of a response with `fields=card`. */
function cardsOf(contract: Contract, { responses }: Placed): string {
  return Object.values(responses)
    .map((answer) => resolvedAnswer(contract, answer).content?.["application/json"]?.schema)
    .flatMap((schema) => schema?.anyOf ?? [])
    .filter(({ $ref }) => $ref?.endsWith("CardPage"))
    .map((schema) => `cards: ${typeOf(schema)};\n`)
    .join("");
}

function codesOf(contract: Contract, { responses }: Placed): string[] {
  return Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, answer]) => {
      const { content = {} } = resolvedAnswer(contract, answer);
      return (content["application/problem+json"]?.schema.allOf ?? []).flatMap(
        ({ properties = {} }) => (properties.code?.enum ?? []) as string[],
      );
    });
}

/** Includes the codes of requests that reached no operation. */
function allCodes({ components }: Contract): string[] {
  const { code } = components.schemas.Problem?.properties ?? {};
  return (code?.["x-extensible-enum"] ?? []) as string[];
}

function listed(codes: readonly string[]): string {
  return [...new Set(codes)]
    .sort()
    .map((code) => `| ${JSON.stringify(code)}`)
    .join("\n");
}

/** Prints only what differs from a plain request. */
function routeOf({ operationId, method, path, inQuery, headers, body, ...rest }: Placed): string {
  const isPaged = inQuery.some(({ name }) => name === "cursor");
  const query = inQuery.map(({ name }) => name);
  const parts = [
    `method: ${JSON.stringify(method)}`,
    `path: ${JSON.stringify(path)}`,
    body && "body: true",
    body && query.length > 0 && `query: ${JSON.stringify(query)}`,
    headers.includes("If-Match") && "ifMatch: true",
    headers.includes("Idempotency-Key") && "idempotencyKey: true",
    isPaged && "paged: true",
    rest.security.length === 0 && "open: true",
    rest.security.some(isEmpty) && "optionalToken: true",
  ].filter(Boolean);
  return `${keyOf(operationId)}: {\n${parts.map((part) => `${part},\n`).join("")}},\n`;
}

/** An empty alternative among the ways to authenticate. */
function isEmpty(alternative: unknown): boolean {
  return Object.keys(alternative as object).length === 0;
}

function resolved(contract: Contract, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  return resolved(contract, contract.components.schemas[nameOf(schema.$ref)] ?? {});
}

function resolvedAnswer(
  contract: Contract,
  answer: DeclaredResponse | { $ref: string },
): DeclaredResponse {
  return "$ref" in answer ? (contract.components.responses[nameOf(answer.$ref)] ?? {}) : answer;
}

/** Two spaces for each open brace. A comment is indented like the line below it. */
function indented(text: string): string {
  let depth = 0;
  const lines = text.split("\n").map((line) => {
    const isCode = !/^(\/\*\*| \*|\/\/)/.test(line);
    if (isCode && /^[}\]]/.test(line)) depth -= 1;
    const isOption = line.startsWith("| ") ? 1 : 0;
    const printed = line === "" ? "" : "  ".repeat(depth + isOption) + line;
    if (isCode && line.endsWith("{")) depth += 1;
    return printed;
  });
  return `${lines.join("\n").trimEnd()}\n`;
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { default as addFormats } from "ajv-formats";
import { checkout } from "../../dev/data-dir.ts";
import { endpoints } from "../../src/app.ts";
import { type Endpoint, templateOf } from "../../src/contract/endpoint.ts";
import { type ProblemCode, problems } from "../../src/problems.ts";
import type { Reply } from "./reply.ts";

/**
 * Checks a response against the contract: the operation must declare its status, its headers and type must be
 * as declared, and its body must not have additional fields. A response outside the contract (the
 * documentation, an unknown path) must be an ordinary problem if it is a failure.
 */
export function checkContract(method: string, path: string, reply: Reply): void {
  if (method === "OPTIONS") return;
  const { pathname } = new URL(path, "http://localhost");
  const there = endpoints.filter((endpoint) => patternOf(endpoint).test(pathname));
  const operation = there.find(
    (endpoint) => endpoint.method === (method === "HEAD" ? "GET" : method),
  );
  const where = `${method} ${pathname} answered ${reply.status}`;

  // A request that is too long is refused before its operation is known.
  if (reply.status === 431) checkProblem(reply, where);
  else if (operation) checkOperation(operation, reply, { where, isHead: method === "HEAD" });
  else if (there.length > 0) checkRefusal(reply, "method_not_allowed", where);
  else if (reply.status >= 400) checkProblem(reply, where);
}

/** Checks an event that was received over a stream against the contract. */
export function checkEvent(event: unknown): void {
  const isAsDeclared = validatorOf(theContract().components.schemas.Event!);
  assert.ok(isAsDeclared(event), `This event is not as declared: ${JSON.stringify(event)}`);
}

/** An OpenAPI response with its references resolved. */
interface Declared {
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema: object }>;
}

interface Contract {
  paths: Record<string, Record<string, { responses: Record<string, Declared | { $ref: string }> }>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, Declared>;
    headers: Record<string, { required?: boolean }>;
  };
}

let contract: Contract | undefined;
let ajv: Ajv2020 | undefined;
const patterns = new Map<Endpoint, RegExp>();
const validators = new Map<object, ValidateFunction>();

function checkOperation(
  { method, path, spec }: Endpoint,
  reply: Reply,
  { where, isHead }: { where: string; isHead: boolean },
): void {
  const { responses } = theContract().paths[templateOf(path)]![method.toLowerCase()]!;
  const declared = responses[reply.status];
  assert.ok(declared, `${where}, which ${spec.operation} does not declare: ${show(reply)}`);
  const { headers = {}, content = {} } = resolve(declared);

  for (const [name, { $ref }] of Object.entries(headers)) {
    if (!theContract().components.headers[$ref.split("/").at(-1)!]?.required) continue;
    assert.ok(reply.headers.has(name), `${where} without the header ${name}.`);
  }
  const [type, media] = Object.entries(content)[0] ?? [];
  if (isHead) return;
  if (type === undefined || media === undefined) {
    assert.equal(reply.body, "", `${where} with a body where none is declared.`);
    return;
  }
  checkBody(reply, { type, schema: media.schema, where });
  if (reply.status >= 400) checkProblem(reply, where);
}

function checkRefusal(reply: Reply, code: ProblemCode, where: string): void {
  assert.equal(reply.status, problems[code].status, `${where} instead of ${code}: ${show(reply)}`);
  if (reply.body !== "") checkProblem(reply, where);
  if (code === "method_not_allowed")
    assert.ok(reply.headers.has("allow"), `${where} without Allow.`);
}

/** Checks that a failure has the shape of every problem, and that its members match its status and code. */
function checkProblem(reply: Reply, where: string): void {
  if (reply.body === "") return;
  const { schemas } = theContract().components;
  checkBody(reply, { type: "application/problem+json", schema: schemas.Problem!, where });
  const { status, code, request_id } = reply.body;
  assert.equal(status, reply.status, `${where}, and its body says ${status}.`);
  assert.equal(problems[code as ProblemCode]?.status, status, `${where} with the code ${code}.`);
  assert.equal(request_id, reply.headers.get("x-request-id"), `${where} under two ids.`);
}

function checkBody(
  { headers, body }: Reply,
  { type, schema, where }: { type: string; schema: object; where: string },
): void {
  assert.equal(headers.get("content-type")?.split(";")[0], type, where);
  const validate = validatorOf(schema);
  if (validate(body)) return;
  const faults = validate.errors?.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  assert.fail(
    `${where}, which is not as declared:\n${faults?.join("\n")}\n${JSON.stringify(body)}`,
  );
}

function resolve(response: Declared | { $ref: string }): Declared {
  if (!("$ref" in response)) return response;
  return theContract().components.responses[response.$ref.split("/").at(-1)!]!;
}

/**
 * The committed contract, which `npm run check` compares with the routes: making it anew took each
 * test file a tenth of a CPU second. After a change of the API, run `node dev/openapi.ts` before the tests.
 */
function theContract(): Contract {
  contract ??= closed(JSON.parse(readFileSync(join(checkout, "openapi.json"), "utf8")));
  return contract;
}

function validatorOf(schema: object): ValidateFunction {
  if (!ajv) {
    ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
    addFormats.default(ajv);
    ajv.addFormat("idn-email", true);
    ajv.addSchema({ $id: "contract", components: { schemas: theContract().components.schemas } });
  }
  const validate = validators.get(schema) ?? ajv.compile(within(schema));
  validators.set(schema, validate);
  return validate;
}

/** The same schema where it stands alone: its references lead into the contract. */
function within(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/'));
}

/**
 * The contract lets responses gain fields, which clients must ignore. A test must not: a column that
 * leaks would look just the same. A problem's members depend on its code, so problems stay open.
 */
function closed(document: Contract): Contract {
  const close = (schema: unknown): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const inner of Object.values(schema)) close(inner);
    if ("properties" in schema && !("additionalProperties" in schema)) {
      Object.assign(schema, { unevaluatedProperties: false });
    }
  };
  const { Problem: _, ...schemas } = document.components.schemas;
  close(schemas);
  for (const item of Object.values(document.paths)) {
    for (const { responses } of Object.values(item)) close(responses);
  }
  return document;
}

function patternOf(endpoint: Endpoint): RegExp {
  const known = patterns.get(endpoint);
  if (known) return known;
  const pattern = new RegExp(`^${endpoint.path.replace(/:\w+/g, "[^/]+")}/?$`, "i");
  patterns.set(endpoint, pattern);
  return pattern;
}

function show({ body }: Reply): string {
  return JSON.stringify(body);
}

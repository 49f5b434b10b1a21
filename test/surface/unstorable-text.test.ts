import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { endpoints } from "../../src/app.ts";
import type { Endpoint } from "../../src/contract/endpoint.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { inputOf } from "../support/arbitraries.ts";
import { givenPerson, type Person } from "../support/given.ts";
import { assertProblem } from "../support/problem.ts";

const unstorable = ["\0", "before\0after", "\ud800", "\udc00\ud800", "half \udfff"];

let api: TestApi;
let ada: Person;
before(async () => {
  api = await startApi();
  ada = await givenPerson(api);
});
after(() => api.close());

describe("text with NUL or half a surrogate pair", () => {
  for (const endpoint of endpoints) {
    const { method, spec } = endpoint;
    const fields = Object.keys((spec.body && inputOf(spec.body).properties) ?? {});
    const parameters = Object.keys((spec.query && inputOf(spec.query).properties) ?? {});
    const texts = textParameters(endpoint);
    if (fields.length + parameters.length + texts.length === 0) continue;

    it(`is 400 in every text field and parameter of ${spec.operation}`, async () => {
      for (const text of unstorable) {
        for (const field of fields) {
          for (const value of [text, [text], { [text]: 1 }, { a: [{ b: text }] }]) {
            const body = { [field]: value };
            const reply = await api.request(ada, method, pathOf(endpoint), { body });
            assertProblem(reply, "invalid_request");
            const pointers: string[] = reply.body.errors.map(
              (fault: { pointer: string }) => fault.pointer,
            );
            assert.ok(
              pointers.every((pointer) => pointer.startsWith(`/${field}`)),
              `${pointers}`,
            );
          }
        }
      }
      for (const parameter of parameters) {
        const reply = await api.request(ada, method, `${pathOf(endpoint)}?${parameter}=a%00b`);
        assertProblem(reply, "invalid_request");
      }
      for (const name of texts) {
        const body = spec.body && {};
        for (const value of ["%00", "a%00b", "%ed%a0%80", "%ff"]) {
          const reply = await api.request(ada, method, pathOf(endpoint, { [name]: value }), {
            body,
          });
          assertProblem(reply, "invalid_request");
        }
      }
    });
  }
});

/** The path parameters that are not IDs: they take any text. */
function textParameters({ path }: Endpoint): string[] {
  return [...path.matchAll(/:(\w+)/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !/id$/.test(name));
}

/** A well-formed path to nothing: ill-formed text is refused before any lookup. */
function pathOf({ path }: Endpoint, given: Record<string, string> = {}): string {
  return path.replace(
    /:(\w+)/g,
    (_, name) => given[name] ?? (/id$/.test(name) ? randomUUID() : "a"),
  );
}

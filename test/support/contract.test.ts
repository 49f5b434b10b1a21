import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpoints } from "../../src/app.ts";
import { createContract } from "../../src/contract/openapi/contract.ts";
import { checkContract } from "./contract.ts";
import type { Reply } from "./reply.ts";

const id = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";
const ticketPath = `/v1/workspaces/${id}/tickets/ENG-42`;

const example = () => {
  const { paths } = JSON.parse(
    JSON.stringify(createContract(endpoints, { publicUrl: "http://localhost" })),
  );
  const { get } = paths["/v1/workspaces/{workspace_id}/tickets/{ticket_id}"];
  return get.responses[200].content["application/json"].example;
};

const given = (
  body: unknown,
  { status = 200, ...headers }: { status?: number } & Record<string, string | number> = {},
): Reply => ({
  status,
  body,
  headers: new Headers({
    "content-type": "application/json; charset=utf-8",
    "x-request-id": "id",
    etag: '"1"',
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  }),
});

const problem = (changes: object = {}, status = 404) =>
  given(
    {
      type: "http://localhost/docs/problems/not_found",
      title: "Not found",
      status: 404,
      code: "not_found",
      detail: "Nothing is here.",
      request_id: "id",
      ...changes,
    },
    { status, "content-type": "application/problem+json" },
  );

describe("checkContract", () => {
  it("accepts a response that matches the contract", () => {
    checkContract("GET", ticketPath, given(example()));
    checkContract("GET", `${ticketPath}/`, given(example()));
    checkContract("GET", ticketPath, problem());
    checkContract("GET", "/nowhere", problem());
    checkContract("HEAD", ticketPath, given(""));
    checkContract("GET", "/docs", given("<!doctype html>", { "content-type": "text/html" }));
  });

  it("rejects a field that the contract does not declare", () => {
    const leaked = { ...example(), password_hash: "x" };

    assert.throws(() => checkContract("GET", ticketPath, given(leaked)), /password_hash/);
  });

  it("rejects an undeclared field in a row of a page", () => {
    const page = { data: [{ ...example(), secret: "x" }], next_cursor: null };
    const path = `/v1/workspaces/${id}/tickets?limit=1`;

    assert.throws(() => checkContract("GET", path, given(page)), /secret/);
  });

  it("rejects a field that is missing or has the wrong type", () => {
    const { title: _, ...untitled } = example();

    assert.throws(() => checkContract("GET", ticketPath, given(untitled)), /title/);
    assert.throws(
      () => checkContract("GET", ticketPath, given({ ...example(), version: "1" })),
      /version/,
    );
    assert.throws(() => checkContract("GET", ticketPath, given({ ...example(), id: "1" })), /uuid/);
  });

  it("rejects a status that the operation does not declare", () => {
    assert.throws(
      () => checkContract("GET", ticketPath, given(example(), { status: 201 })),
      /declare/,
    );
    assert.throws(
      () =>
        checkContract("GET", ticketPath, problem({ status: 409, code: "project_key_taken" }, 409)),
      /declare/,
    );
  });

  it("rejects a problem code that the operation does not declare", () => {
    const other = problem({ status: 409, code: "project_key_taken" }, 409);

    assert.throws(() => checkContract("PATCH", ticketPath, other), /allowed/);
  });

  it("rejects a missing declared header, or another media type", () => {
    const { headers, ...rest } = given(example());
    headers.delete("etag");

    assert.throws(() => checkContract("GET", ticketPath, { headers, ...rest }), /ETag/);
    assert.throws(
      () => checkContract("GET", ticketPath, given(example(), { "content-type": "text/plain" })),
      /text\/plain/,
    );
  });

  it("rejects a body where the contract declares none", () => {
    assert.throws(() => checkContract("DELETE", ticketPath, given({}, { status: 204 })), /body/);
  });

  it("rejects a failure that is not a problem of the usual shape", () => {
    const html = given("<h1>Oops</h1>", { status: 404, "content-type": "text/html" });

    assert.throws(() => checkContract("GET", "/nowhere", html), /text\/html/);
    assert.throws(() => checkContract("GET", "/nowhere", problem({ detail: undefined })), /detail/);
    assert.throws(
      () => checkContract("GET", "/nowhere", problem({ code: "project_key_taken" })),
      /code/,
    );
    assert.throws(() => checkContract("GET", "/nowhere", problem({ request_id: "x" })), /ids/);
  });

  it("rejects a success of a method that the contract does not have", () => {
    assert.throws(() => checkContract("PUT", ticketPath, given(example())), /method_not_allowed/);
  });
});

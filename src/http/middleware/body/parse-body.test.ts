import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { it } from "node:test";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { Problem } from "../../../problems.ts";
import { body } from "./parse-body.ts";

it("a client that disconnects in the middle of its body does not cause a server error", async () => {
  const { promise: failure, resolve } = Promise.withResolvers<unknown>();
  const noteFailure: ErrorRequestHandler = (error, _req, _res, _next) => resolve(error);
  const app = express().post("/", ...(body("POST", 1_000) as RequestHandler[]), noteFailure);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const head = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 100";
  client.write(`POST / HTTP/1.1\r\n${head}\r\n\r\n{"title": "ha`);
  await once(server, "request");

  client.destroy();

  const problem = await failure;
  server.close();
  assert.ok(problem instanceof Problem);
  assert.equal(problem.code, "invalid_request");
});

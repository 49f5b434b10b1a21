import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import express from "express";
import { createHttpServer } from "./server.ts";

describe("a request and its response", () => {
  it("are Express's before it has seen them, so that it changes the prototype of neither", async () => {
    const app = express().use((_req, res) => void res.json({ ok: true }));
    const server = createHttpServer(app, { publicUrl: "http://slacky.example.com" });
    const seen: boolean[] = [];
    server.prependListener("request", (req, res) => {
      seen.push(Object.getPrototypeOf(req) === app.request);
      seen.push(Object.getPrototypeOf(res) === app.response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");

    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

    assert.deepEqual(await answer.json(), { ok: true });
    assert.deepEqual(seen, [true, true]);
    server.close();
    server.closeAllConnections();
  });
});

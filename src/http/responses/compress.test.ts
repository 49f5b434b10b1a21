import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingHttpHeaders } from "node:http";
import { after, before, describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import express from "express";
import { z } from "zod";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { endpoints } from "../../app.ts";
import { limits } from "../../limits.ts";
import { codingFor, compress } from "./compress.ts";
import { sendReply } from "./reply.ts";

let api: TestApi;
let world: World;
let long: string;
let short: string;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  const description = "The page stays blank. ".repeat(500);
  long = `${world.workspacePath}/tickets/${(await givenTicket(api, world, { description })).id}`;
  short = `${world.workspacePath}/tickets/${(await givenTicket(api, world)).id}`;
});
after(() => api.close());

interface Raw {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** Sends a request without any header of its own, and reads the bytes of the response. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  { method = "GET", url = api.url, token = world.viewer.token } = {},
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = { authorization: `Bearer ${token}`, ...headers };
    get(url + path, { method, headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        }),
      );
    }).on("error", reject);
  });
}

const accepting = (codings: string) => ({ "accept-encoding": codings });

describe("a long response", () => {
  it("is compressed as the client accepts, and decompresses to the same bytes", async () => {
    const plain = await ask(long);
    assert.ok(plain.bytes.length > 20_000);
    assert.equal(plain.headers["content-encoding"], undefined);

    for (const [codings, expected] of [
      ["gzip", "gzip"],
      ["gzip, deflate", "gzip"],
      ["br", "br"],
      ["gzip, deflate, br, zstd", "br"],
      ["gzip;q=0.5, identity;q=0.1", "gzip"],
      ["br;q=0, gzip", "gzip"],
    ] as const) {
      const { headers, bytes } = await ask(long, accepting(codings));

      assert.equal(headers["content-encoding"], expected, codings);
      assert.equal(Number(headers["content-length"]), bytes.length);
      assert.ok(bytes.length < plain.bytes.length / 10, String(bytes.length));
      const text = expected === "br" ? brotliDecompressSync(bytes) : gunzipSync(bytes);
      assert.deepEqual(text, plain.bytes);
    }
  });

  it("is not compressed for a client that does not ask for it, or prefers it as it is", async () => {
    for (const codings of ["", "identity", "deflate", "gzip;q=0", "identity;q=1, gzip;q=0.5"]) {
      const { headers } = await ask(long, accepting(codings));
      assert.equal(headers["content-encoding"], undefined, codings);
    }
  });

  it("has the same tag and the same validation in every coding, and says what it depends on", async () => {
    const plain = await ask(long);
    const packed = await ask(long, accepting("gzip"));
    const known = { "if-none-match": packed.headers.etag ?? "" };
    const unchanged = await ask(long, { ...accepting("gzip"), ...known });

    assert.equal(packed.headers.etag, plain.headers.etag);
    assert.equal(unchanged.status, 304);
    assert.equal(unchanged.headers["content-encoding"], undefined);
    for (const { headers } of [plain, packed, unchanged, await ask(short)]) {
      assert.match(headers.vary ?? "", /Accept-Encoding/);
      assert.match(headers.vary ?? "", /Origin/);
    }
  });

  it("has the same headers for HEAD", async () => {
    const asked = await ask(long, accepting("br"));
    const head = await ask(long, accepting("br"), { method: "HEAD" });

    assert.equal(head.bytes.length, 0);
    for (const name of ["content-encoding", "content-length", "content-type", "etag"]) {
      assert.equal(head.headers[name], asked.headers[name], name);
    }
  });

  it("lets the event loop turn while it is compressed", async () => {
    const body = JSON.stringify({ text: "x".repeat(4_000_000) });
    for (const coding of ["br", "gzip"] as const) {
      let turns = 0;
      let isDone = false;
      const turn = () => {
        turns += 1;
        if (!isDone) setImmediate(turn);
      };
      setImmediate(turn);
      await compress(body, coding);
      isDone = true;

      assert.ok(turns > 1, `${coding}: ${turns}`);
    }
  });
});

it("a short response and a refusal are not compressed", async () => {
  const { headers } = await ask(short, accepting("gzip, br"));
  assert.equal(headers["content-encoding"], undefined);
  const refused = await ask(`${short}0`, accepting("gzip, br"));
  assert.equal(refused.headers["content-encoding"], undefined);
});

it("a stream is not compressed", async () => {
  const aborted = new AbortController();
  const response = await fetch(`${api.url}${world.workspacePath}/events`, {
    headers: {
      authorization: `Bearer ${world.viewer.token}`,
      accept: "text/event-stream",
      ...accepting("gzip, br"),
    },
    signal: aborted.signal,
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-encoding"), null);
  aborted.abort();
});

describe("a response with a secret", () => {
  it("is never compressed, however long it is", async () => {
    const body = JSON.stringify({ token: "x".repeat(100_000) });
    const app = express().get("/:secret", async (req, res) => {
      const spec = { secret: req.params.secret === "yes" };
      await sendReply(res as never, spec as never, { status: 200, headers: {}, body });
    });
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

    const secret = await ask("/yes", accepting("gzip, br"), { url });
    const other = await ask("/no", accepting("gzip, br"), { url });

    server.close();
    server.closeAllConnections();

    assert.equal(secret.headers["content-encoding"], undefined);
    assert.equal(secret.bytes.toString(), body);
    assert.equal(other.headers["content-encoding"], "br");
  });

  it("is marked as one in every operation whose response has a token", () => {
    const named = endpoints
      .filter(({ spec }) => spec.response && hasToken(spec.response))
      .map(({ spec }) => [spec.operation, spec.secret === true]);

    assert.ok(named.length >= 6, String(named));
    assert.deepEqual(
      named.filter(([, isSecret]) => !isSecret),
      [],
    );
  });
});

it("the smallest body that is compressed has 4 KiB", () => {
  const req = { headers: accepting("gzip"), acceptsEncodings: () => ["gzip", "identity"] } as never;
  const { compressed_from_bytes } = limits;
  assert.equal(codingFor(req, "x".repeat(compressed_from_bytes - 1)), undefined);
  assert.equal(codingFor(req, "x".repeat(compressed_from_bytes)), "gzip");
  assert.equal(compressed_from_bytes, 4_096);
});

/** Whether an object of the schema has a text whose name ends in "token". */
function hasToken(schema: z.core.$ZodType, name = ""): boolean {
  if (schema instanceof z.ZodString) return /token$/.test(name);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).some(([field, of]) => hasToken(of as z.ZodType, field));
  }
  if (schema instanceof z.ZodArray) return hasToken(schema.element as z.ZodType);
  if (schema instanceof z.ZodUnion) {
    return schema.options.some((option) => hasToken(option as z.ZodType, name));
  }
  const { def } = schema._zod;
  return "innerType" in def && hasToken(def.innerType as z.ZodType, name);
}

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { endpoints } from "../../src/app.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { assertProblem } from "../support/problem.ts";
import { head, openRaw, sendRaw } from "../support/raw.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const host = "Host: slacky.example.com";
const json = "Content-Type: application/json";
const login = (...headers: string[]) =>
  head("POST /v1/auth/login HTTP/1.1", host, json, ...headers);

describe("bytes that are not a valid HTTP/1.1 request", () => {
  const ambiguous: Record<string, string> = {
    "both Content-Length and Transfer-Encoding": `${login("Content-Length: 2", "Transfer-Encoding: chunked")}0\r\n\r\n`,
    "two Content-Lengths that differ": `${login("Content-Length: 2", "Content-Length: 3")}{} `,
    "two Content-Lengths that agree": `${login("Content-Length: 2", "Content-Length: 2")}{}`,
    "a Content-Length that is not a number": `${login("Content-Length: +2")}{}`,
    "a negative Content-Length": `${login("Content-Length: -2")}{}`,
    "an enormous Content-Length": `${login(`Content-Length: ${"9".repeat(30)}`)}{}`,
    "a transfer coding after chunked": `${login("Transfer-Encoding: chunked, identity")}0\r\n\r\n`,
    "a chunk without a valid size": `${login("Transfer-Encoding: chunked")}zz\r\n{}\r\n`,
    "a bare line feed after the request line": `GET /v1/me HTTP/1.1\n${host}\r\n\r\n`,
    "bare line feeds everywhere": `GET /v1/me HTTP/1.1\n${host}\n\n`,
    "a bare line feed between headers": `GET /v1/me HTTP/1.1\r\n${host}\nX-A: 1\r\n\r\n`,
    "a bare carriage return in a header": `GET /v1/me HTTP/1.1\r\n${host}\r\nX-A: 1\rX-B: 2\r\n\r\n`,
    "a header folded over two lines": `GET /v1/me HTTP/1.1\r\n${host}\r\nX-A: 1\r\n 2\r\n\r\n`,
    "a space before the colon": head("GET /v1/me HTTP/1.1", host, "Content-Length : 0"),
    "a header without a name": head("GET /v1/me HTTP/1.1", host, ": 1"),
    "NUL in a header": head("GET /v1/me HTTP/1.1", host, "X-A: a\0b"),
    "no version": "GET /v1/me\r\n\r\n",
    "an unknown version": head("GET /v1/me HTTP/9.9", host),
    "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a TLS handshake": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a space in the path": head("GET /v1/me x HTTP/1.1", host),
    "a control character in the path": head("GET /v1/\x01me HTTP/1.1", host),
    "a path without its slash": head("GET v1/me HTTP/1.1", host),
  };

  for (const [what, bytes] of Object.entries(ambiguous)) {
    it(`are refused and the connection is closed: ${what}`, async () => {
      const connection = await openRaw(api.url);
      connection.socket.write(Buffer.from(bytes, "latin1"));

      const reply = await connection.reply();

      assert.ok(reply, connection.received());
      assert.equal(reply.status, 400);
      assertProblem(reply, "malformed_http");
      connection.socket.write(head("GET /v1/me HTTP/1.1", host));
      assert.equal(await connection.reply(2), undefined);
      connection.socket.destroy();
    });
  }

  it("are refused without a Host or with two, but HTTP/1.0 needs none", async () => {
    const none = await sendRaw(api.url, head("GET /v1/me HTTP/1.1"));
    const two = await sendRaw(api.url, head("GET /v1/me HTTP/1.1", host, "Host: evil.example.com"));
    const old = await sendRaw(api.url, head("GET /v1/me HTTP/1.0"));

    for (const reply of [none, two]) {
      assert.ok(reply);
      assertProblem(reply, "malformed_http");
    }
    assert.ok(old);
    assertProblem(old, "unauthenticated");
    assert.equal(old.headers.get("connection"), "close");
  });

  it("are 431 when the request line or the headers exceed 16 KiB", async () => {
    const long = "a".repeat(20_000);
    for (const bytes of [
      head(`GET /v1/${long} HTTP/1.1`, host),
      head("GET /v1/me HTTP/1.1", host, `X-Long: ${long}`),
      head("GET /v1/me HTTP/1.1", host, ...Array.from({ length: 2000 }, (_, n) => `X-${n}: 123`)),
      `GET /${"a".repeat(2_000_000)}`,
    ]) {
      const reply = await sendRaw(api.url, bytes);
      assert.ok(reply);
      assert.equal(reply.status, 431);
      assertProblem(reply, "headers_too_large");
    }
  });

  it("after a valid request do not change its response, and get none themselves", async () => {
    const connection = await openRaw(api.url);
    const body = JSON.stringify({ email: "nobody@example.com", password: "a".repeat(20) });
    const whole = login(`Content-Length: ${body.length}`) + body;
    connection.socket.write(`${whole}GARBAGE\0\r\n\r\n`);

    const reply = await connection.reply();

    assert.ok(reply);
    assertProblem(reply, "invalid_credentials");
    assert.equal(await connection.reply(2), undefined);
    connection.socket.destroy();
  });
});

describe("a method", () => {
  it("that a path does not have is 405, and Allow names those that it has", async () => {
    for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
      const own = endpoints
        .filter((endpoint) => endpoint.path === path)
        .map(({ method }) => method);
      const address = path.replace(/:\w+/g, "0");
      for (const method of ["TRACE", "PROPFIND", "OPTIONS", "QUERY", "DELETE", "PUT", "PATCH"]) {
        if ((own as string[]).includes(method)) continue;
        const bytes = head(`${method} ${address} HTTP/1.1`, host);
        const reply = await sendRaw(api.url, bytes);

        assert.ok(reply, `${method} ${address}`);
        assertProblem(reply, "method_not_allowed");
        const allow = reply.headers.get("allow")?.split(", ") ?? [];
        for (const method of own) assert.ok(allow.includes(method), `${allow} lacks ${method}`);
        assert.ok(!allow.includes(method), `${allow} has ${method}`);
      }
    }
  });

  it("that is unknown is 405, and so is CONNECT", async () => {
    for (const line of [
      "FOO /v1/me HTTP/1.1",
      "get /v1/me HTTP/1.1",
      "CONNECT example.com:443 HTTP/1.1",
      "CONNECT /v1/me HTTP/1.1",
    ]) {
      const reply = await sendRaw(api.url, head(line, host));
      assert.ok(reply, line);
      assertProblem(reply, "method_not_allowed");
    }
  });

  it("with an Upgrade header is answered without the upgrade", async () => {
    const bytes = head("GET /v1/me HTTP/1.1", host, "Connection: Upgrade", "Upgrade: websocket");
    const reply = await sendRaw(api.url, bytes);

    assert.ok(reply);
    assertProblem(reply, "unauthenticated");
  });

  it("HEAD gets the response to GET without a body", async () => {
    const connection = await openRaw(api.url);
    connection.socket.write(head("HEAD /v1/me HTTP/1.1", host, "Connection: close"));
    await new Promise((resolve) => connection.socket.once("end", resolve));

    assert.match(connection.received(), /^HTTP\/1\.1 401 /);
    assert.match(connection.received(), /\r\n\r\n$/);
    connection.socket.destroy();
  });
});

describe("a request target", () => {
  it("with a path that cannot be decoded is 400", async () => {
    const path = await sendRaw(api.url, head("GET /v1/workspaces/%zz HTTP/1.1", host));
    const bytes = await sendRaw(api.url, head("GET /v1/workspaces/%ff%fe HTTP/1.1", host));
    assert.ok(path && bytes);
    assertProblem(path, "invalid_request");
    assertProblem(bytes, "invalid_request");
  });

  it("is not normalized: variants of a path are 400 or 404", async () => {
    for (const target of [
      "//v1/me",
      "/v1//me",
      "/../v1/me",
      "/v1/../v1/me",
      "/v1/./me",
      "/v1/%2e%2e/v1/me",
      "/v1%2fme",
      "/v1/me%00",
      "/v1/me;a=b",
      "/v1/me%20",
      "/v1\\me",
      "/%",
      "*",
      "http://[/v1/me",
      "/v1/\xe9",
    ]) {
      const reply = await sendRaw(
        api.url,
        Buffer.from(head(`GET ${target} HTTP/1.1`, host), "latin1"),
      );
      assert.ok(reply, target);
      assertProblem(reply);
      assert.ok([400, 404].includes(reply.status), `${target} ${reply.status}`);
    }
  });

  it("in absolute form is answered by its path", async () => {
    const reply = await sendRaw(api.url, head("GET http://any.example.com/v1/me HTTP/1.1", host));
    assert.ok(reply);
    assertProblem(reply, "unauthenticated");
  });

  it("of 15 KB, or with 3,000 parameters, is answered like a short one", async () => {
    const long = await sendRaw(api.url, head(`GET /v1/${"a/".repeat(7_000)} HTTP/1.1`, host));
    const wide = await sendRaw(api.url, head(`GET /v1/me?${"a&".repeat(3_000)} HTTP/1.1`, host));
    assert.ok(long && wide);
    assertProblem(long, "not_found");
    assertProblem(wide, "unauthenticated");
  });
});

it("an Expect header with an unknown expectation is ignored", async () => {
  const reply = await sendRaw(api.url, head("GET /v1/me HTTP/1.1", host, "Expect: miracles"));
  assert.ok(reply);
  assertProblem(reply, "unauthenticated");
});

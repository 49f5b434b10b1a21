import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { type RequestOptions, startApi, type TestApi } from "../support/api.ts";
import { givenWorld, type World } from "../support/given.ts";
import { assertProblem } from "../support/problem.ts";
import { head, openRaw } from "../support/raw.ts";

const MIB = 1_048_576;
const host = "Host: slacky.example.com";

let api: TestApi;
let world: World;
let tickets: string;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;
});
after(() => api.close());

describe("a request body", () => {
  it("without the media type of JSON in UTF-8 is 415, and the response names the accepted type", async () => {
    const types: Record<string, string>[] = [
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-type": "application/json; charset=iso-8859-1" },
      { "content-type": "application/json; charset=utf-16" },
      { "content-type": "application/jsonp" },
      { "content-type": "json" },
      { "content-type": ";" },
      { "content-type": "application/json", "content-encoding": "gzip" },
      { "content-type": "application/json", "content-encoding": "br" },
    ];
    for (const headers of types) {
      const reply = await api.request(world.member, "POST", tickets, { body: "{}", headers });
      assertProblem(reply, "unsupported_media_type");
      assert.equal(reply.headers.get("accept"), "application/json");
    }
    const patch = await api.patch(world.member, `${world.workspacePath}/tickets/ENG-1`, "{}", {
      "content-type": "text/plain",
    });
    assertProblem(patch, "unsupported_media_type");
    assert.equal(
      patch.headers.get("accept-patch"),
      "application/json, application/merge-patch+json",
    );
  });

  it("without a Content-Type is 415, and an empty body needs none", async () => {
    const untyped = await sendBytes(Buffer.from("{}"), []);
    const empty = await sendBytes(Buffer.alloc(0), ["Content-Length: 0"]);

    assertProblem(untyped, "unsupported_media_type");
    assertProblem(empty, "invalid_request");
    assert.deepEqual(empty.body.errors[0].pointer, "/title");
  });

  it("that is compressed without saying so is not decompressed", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * MIB));
    assertProblem(await sendJson(bomb), "invalid_request");
  });

  it("over the limit of one megabyte is 413, with a Content-Length or chunked", async () => {
    const body = JSON.stringify({ title: "a".repeat(MIB) });

    assertProblem(await api.post(world.member, tickets, body), "content_too_large");
    assertProblem(await sendChunked(Buffer.from(body)), "content_too_large");
  });

  it("of 200 MB is 413 before 50 MiB were sent, and is not read to its end", async () => {
    const connection = await openRaw(api.url);
    const { socket } = connection;
    socket.write(headOf("Content-Type: application/json", "Transfer-Encoding: chunked"));
    const chunk = `${MIB.toString(16)}\r\n${" ".repeat(MIB)}\r\n`;
    let sent = 0;
    while (sent < 200 && socket.writable) {
      sent += 1;
      if (socket.write(chunk)) continue;
      await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
    }

    const reply = await connection.reply();

    assert.ok(reply, connection.received());
    assertProblem(reply, "content_too_large");
    assert.ok(sent < 50, `${sent} MiB were taken`);
    socket.destroy();
  });

  it("that is too large is refused before it is sent, if the client sends Expect: 100-continue", async () => {
    const connection = await openRaw(api.url);
    const expect = "Expect: 100-continue";
    const json = "Content-Type: application/json";
    connection.socket.write(headOf(json, expect, `Content-Length: ${5 * MIB}`));
    const refused = await connection.reply();
    assert.ok(refused);
    assertProblem(refused, "content_too_large");
    assert.doesNotMatch(connection.received(), /100 Continue/);
    connection.socket.destroy();

    const welcome = await openRaw(api.url);
    const body = JSON.stringify({ title: "Sent on request" });
    welcome.socket.write(headOf(json, expect, `Content-Length: ${body.length}`));
    while (!welcome.received().includes("100 Continue")) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    welcome.socket.write(body);
    assert.equal((await welcome.reply())?.status, 201);
    welcome.socket.destroy();
  });

  it("that is not UTF-8 or not JSON is 400, and the response does not repeat what was sent", async () => {
    for (const bytes of [
      Buffer.from([0x7b, 0xff, 0x7d]),
      Buffer.from('{"title":"hunter2-\xe9"}', "latin1"),
      Buffer.from("\xed\xa0\x80", "latin1"),
      Buffer.from('{"title":"hunter2"}', "utf16le"),
      Buffer.from('{"title": hunter2}'),
      Buffer.from("hunter2"),
      Buffer.from('{"title":"hunter2'),
      Buffer.from("{'title':'hunter2'}"),
      Buffer.from('{"title":"hunter2",}'),
      Buffer.from('{"title":"hunter2"} {"title":"hunter2"}'),
      Buffer.from('{"title":"hunter2\n"}'),
      Buffer.from('{"title":NaN}'),
      Buffer.from(" "),
    ]) {
      const reply = await sendJson(bytes);
      assertProblem(reply, "invalid_request");
      assert.doesNotMatch(JSON.stringify(reply.body), /hunter2/);
    }
  });

  it("that is JSON but not an object is 400", async () => {
    for (const body of ["[]", '"title"', "1", "null", "true", "[{}]"]) {
      assertProblem(await api.post(world.member, tickets, body), "invalid_request");
      assertProblem(await api.post(undefined, "/v1/auth/login", body), "invalid_request");
    }
  });

  it("that is nested too deeply or has too many members is 400", async () => {
    const deep = 100_000;
    for (const body of [
      "[".repeat(MIB - 1),
      "[".repeat(deep) + "]".repeat(deep),
      `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`,
      `{"metadata":${"[".repeat(deep)}${"]".repeat(deep)}}`,
      `{"title":"a","labels":[${'"a",'.repeat(deep)}"a"]}`,
      `{"title":"a","metadata":{"a":[${"1,".repeat(deep * 5)}1]}}`,
      `{${Array.from({ length: 50_000 }, (_, n) => `"a${n}":1`).join()}}`,
      `{"title":"a","labels":[${Array.from({ length: 9_000 }, (_, n) => n).join()}]}`,
    ]) {
      const reply = await api.post(world.member, tickets, body);

      assertProblem(reply, "invalid_request");
      assert.ok(JSON.stringify(reply.body).length < 30_000, "the answer is short");
    }
  });

  it("with an unknown name, or the name of a prototype, is 400", async () => {
    for (const [name, body] of [
      ["statuss", '{"title":"a","statuss":"open"}'],
      ["__proto__", '{"title":"a","__proto__":{"role":"admin"}}'],
      ["constructor", '{"title":"a","constructor":{"prototype":{"role":"admin"}}}'],
      ["metadata/__proto__", '{"title":"a","metadata":{"__proto__":{"role":"admin"}}}'],
      ["metadata/a/__proto__", '{"title":"a","metadata":{"a":{"__proto__":1}}}'],
    ] as const) {
      const reply = await api.post(world.member, tickets, body);

      assertProblem(reply, "invalid_request");
      const pointers = reply.body.errors.map(({ pointer }: { pointer: string }) => pointer);
      assert.deepEqual(pointers, [`/${name}`]);
    }
    assert.equal(({} as { role?: string }).role, undefined);
  });

  it("with a number that overflows to infinity is 400, because it would be returned as null", async () => {
    for (const number of [
      "1".repeat(1_000_000),
      "1e400",
      "-1e400",
      `0.${"1".repeat(900_000)}e999`,
    ]) {
      const body = `{"title":"a","metadata":{"n":${number}}}`;
      const reply = await api.post(world.member, tickets, body);
      assertProblem(reply, "invalid_request");
      assert.equal(reply.body.errors[0].pointer, "/metadata/n");
    }
    for (const number of ["-0", "1e308", "5e-324", "1e-400", "9007199254740992", "0.1e-7"]) {
      const body = `{"title":"a","metadata":{"n":${number}}}`;
      assert.equal((await api.post(world.member, tickets, body)).status, 201, number);
    }
    for (const title of ["-0", "1e400", "1".repeat(1_000_000)]) {
      assertProblem(await api.post(world.member, tickets, `{"title":${title}}`), "invalid_request");
    }
  });

  it("with names that every object inherits keeps them like other names", async () => {
    const metadata = { constructor: "Ferrari", prototype: { toString: 1 }, hasOwnProperty: null };
    const { body: ticket } = await api.post(world.member, tickets, { title: "a", metadata });
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    const patch = { constructor: { valueOf: "Enzo" }, prototype: { toString: null } };
    await api.patch(world.member, path, { metadata: patch });

    const { body: read } = await api.get(world.member, path);
    assert.deepEqual(read.metadata, {
      constructor: { valueOf: "Enzo" },
      prototype: {},
      hasOwnProperty: null,
    });
  });

  it("with a duplicate name is 400 and names it, because parsers differ in which value they use", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    for (const [pointer, body] of [
      ["/title", '{"title":"first","title":"second"}'],
      ["/title", `{"title":${deep},"title":"second"}`],
      ["/metadata/a/b", '{"title":"a","metadata":{"a":{"b":1,"\\u0062":1}}}'],
    ]) {
      const reply = await api.post(world.member, tickets, body);
      assertProblem(reply, "invalid_request");
      assert.deepEqual(reply.body.errors, [
        { pointer, detail: "Is given twice. Send each name once." },
      ]);
    }
  });

  it("with an integer that would lose precision is 400, and the same digits as text are accepted", async () => {
    const sent = "1546130668394913822";
    const number = await api.post(world.member, tickets, `{"title":"a","metadata":{"id":${sent}}}`);
    const text = await api.post(world.member, tickets, { title: "a", metadata: { id: sent } });
    const read = await api.get(world.member, `${world.workspacePath}/tickets/${text.body.id}`);

    assertProblem(number, "invalid_request");
    assert.deepEqual(number.body.errors, [
      {
        pointer: "/metadata/id",
        detail: "Cannot be stored exactly. Send this integer as a string.",
      },
    ]);
    assert.equal(read.body.metadata.id, sent);
  });

  it("that is empty, or {}, is accepted by a POST without fields", async () => {
    const { body: ticket } = await api.post(world.member, tickets, { title: "Restored" });
    const restore = `${world.workspacePath}/tickets/${ticket.id}/restore`;

    const bare = await api.request(world.member, "POST", restore);
    const empty = await api.post(world.member, restore, {});
    const more = await api.post(world.member, restore, { why: "because" });

    assert.deepEqual([bare.status, empty.status], [200, 200]);
    assertProblem(more, "invalid_request");
  });

  it("without a valid token is 401 whatever it contains, and is not read", async () => {
    const requests: RequestOptions[] = [
      { body: "{" },
      { body: `{"title":"${"a".repeat(2 * MIB)}"}` },
      { body: "a=b", headers: { "content-type": "text/plain" } },
      { body: "{}", headers: { "content-type": "application/json", accept: "text/html" } },
      { body: "{}", headers: { "content-encoding": "gzip" } },
    ];
    for (const request of requests) {
      for (const as of [undefined, { token: "forged.token.here" }]) {
        const reply = await api.request(as, "POST", tickets, request);
        assertProblem(reply, "unauthenticated");
      }
    }
  });
});

it("a request whose Accept excludes JSON is 406, and any other Accept is answered with JSON", async () => {
  for (const accept of [
    "text/html",
    "image/*",
    "application/xml;q=1",
    "application/json;q=0",
    "application/json; charset=utf-8; q=0",
    'text/plain;a="application/json, */*"',
    "a",
  ]) {
    assertProblem(await api.get(world.viewer, "/v1/me", { accept }), "not_acceptable");
  }
  for (const accept of [
    "*/*",
    "application/*",
    "text/html, application/json;q=0.1",
    "",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8;q=0.9, text/plain",
    "application/json;odata=verbose",
    'application/json; profile="a, b; q=0"; q=0.5',
    "application/json;",
    "text/html, image/gif, *; q=.2",
    "*",
  ]) {
    assert.equal((await api.get(world.viewer, "/v1/me", { accept })).status, 200, accept);
  }
});

function headOf(...headers: string[]): string {
  const authorization = `Authorization: Bearer ${world.member.token}`;
  return head(`POST ${tickets} HTTP/1.1`, host, authorization, ...headers);
}

async function sendBytes(bytes: Buffer, headers = [`Content-Length: ${bytes.length}`]) {
  const connection = await openRaw(api.url);
  const length = headers.length > 0 ? headers : [`Content-Length: ${bytes.length}`];
  connection.socket.write(headOf(...length));
  connection.socket.write(bytes);
  const reply = await connection.reply();
  connection.socket.destroy();
  assert.ok(reply);
  return reply;
}

async function sendJson(bytes: Buffer) {
  return sendBytes(bytes, ["Content-Type: application/json", `Content-Length: ${bytes.length}`]);
}

async function sendChunked(bytes: Buffer) {
  const framed = [`${bytes.length.toString(16)}\r\n`, bytes, "\r\n0\r\n\r\n"].map((part) =>
    Buffer.from(part),
  );
  return sendBytes(Buffer.concat(framed), [
    "Content-Type: application/json",
    "Transfer-Encoding: chunked",
  ]);
}

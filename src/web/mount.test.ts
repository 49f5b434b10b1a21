import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { reservedSlugs, serverSegments } from "../limits.ts";

const script = "console.log('the app');".repeat(20);
const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ticketLink = "/go/01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90/ENG-42";

let folder: string;
let api: TestApi;
before(async () => {
  folder = givenBuild();
  api = await startApi({ webFolder: folder });
});
after(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

/** What a build leaves: a page, a script with its compressed copies, and the ID of the build. */
function givenBuild(): string {
  const made = mkdtempSync(join(tmpdir(), "slacky-web-"));
  const assets = join(made, "assets");
  mkdirSync(assets);
  const page = `<html data-base=""><script src="/assets/main-ABCDEFGH.js"></script></html>`;
  writeFileSync(join(made, "index.html"), page);
  writeFileSync(join(assets, "main-ABCDEFGH.js"), script);
  writeFileSync(join(assets, "main-ABCDEFGH.js.gz"), gzipSync(script));
  writeFileSync(join(assets, "main-ABCDEFGH.js.br"), brotliCompressSync(script));
  writeFileSync(join(assets, "build.json"), `{"id":"1"}`);
  return made;
}

interface Raw {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Like fetch, but without decompressing, and with every header as it is given. */
function ask(
  path: string,
  {
    method = "GET",
    headers = {},
    url = api.url,
  }: { method?: string; headers?: object; url?: string } = {},
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode: status, headers: received } = response;
        resolve({ status, headers: received, body: Buffer.concat(chunks) });
      });
    });
    sent.on("error", reject).end();
  });
}

const open = (path: string, headers = {}) =>
  ask(path, { headers: { accept: browser, ...headers } });

describe("the page of the app", () => {
  it("is sent to a browser at every address that is not the server's", async () => {
    for (const path of [
      "/",
      "/sign-in",
      "/acme",
      "/acme/ENG-42?x=1",
      "/settings/profile",
      ticketLink,
    ]) {
      const { status, headers, body } = await open(path);
      assert.equal(status, 200, path);
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache");
      assert.equal(headers.vary, "Accept");
      assert.match(body.toString(), /main-ABCDEFGH/);
    }
  });

  it("is not sent where the server has its own addresses, nor where the first segment has a dot", async () => {
    for (const segment of serverSegments) {
      const { headers, body } = await open(`/${segment}/nothing-here/at/all`);
      assert.doesNotMatch(body.toString(), /main-ABCDEFGH/, segment);
      assert.notEqual(headers["cache-control"], "no-cache", segment);
    }
    for (const path of ["/favicon.ico", "/robots.txt", "/.well-known/x"]) {
      const { status, headers } = await open(path);
      assert.equal(status, 404, path);
      assert.equal(headers["content-type"], "application/problem+json; charset=utf-8");
    }
    for (const page of ["settings", "sign-in", "register"]) assert.ok(reservedSlugs.includes(page));
  });

  it("is sent whole, as its assets are, whatever range or version is asked for", async () => {
    for (const path of ["/", "/assets/main-ABCDEFGH.js"]) {
      for (const [name, value] of [
        ["range", "bytes=999999999-"],
        ["if-match", '"x"'],
      ] as const) {
        const { status } = await api.get(undefined, path, { accept: browser, [name]: value });
        assert.equal(status, 200, `${path} ${name}`);
      }
    }
  });

  it("is not sent to a program, which gets the API's 404 as before", async () => {
    for (const accept of ["*/*", "application/json", undefined]) {
      const { status, headers } = await ask("/acme", { headers: accept ? { accept } : {} });
      assert.equal(status, 404);
      assert.equal(headers["content-type"], "application/problem+json; charset=utf-8");
    }
    const posted = await ask("/acme", { method: "POST", headers: { accept: browser } });
    assert.equal(posted.status, 404);
    assert.equal((await ask("/", { headers: { accept: "*/*" } })).headers.location, "/docs");
  });

  it("is not sent again to a browser that has it, and HEAD gets no body", async () => {
    const first = await open("/acme");
    const again = await open("/acme/ENG", { "if-none-match": String(first.headers.etag) });
    const head = await ask("/acme", { method: "HEAD", headers: { accept: browser } });

    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
    assert.equal(head.status, 200);
    assert.equal(head.headers.etag, first.headers.etag);
    assert.equal(head.headers["content-length"], String(first.body.length));
    assert.equal(head.body.length, 0);
  });

  it("loads from this server alone, and lets no text become markup", async () => {
    const { headers } = await open("/acme");
    const policy = String(headers["content-security-policy"]).split("; ");

    assert.deepEqual(policy, [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types slacky",
    ]);
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["referrer-policy"], "same-origin");
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  it("on https is upgraded, and names the path that a proxy removes", async () => {
    const other = await startApi({
      webFolder: folder,
      publicUrl: "https://slacky.example.com/tickets",
    });
    const { headers, body } = await ask("/acme", { headers: { accept: browser }, url: other.url });
    await other.close();

    assert.match(String(headers["content-security-policy"]), /; upgrade-insecure-requests$/);
    assert.match(
      body.toString(),
      /data-base="\/tickets".*src="\/tickets\/assets\/main-ABCDEFGH\.js"/,
    );
  });

  it("counts against the rate limit of anonymous requests", async () => {
    const limit = { limit: 1, windowSeconds: 60 };
    const limited = await startApi({
      webFolder: folder,
      rateLimits: { ...noRateLimits, anonymous: limit },
    });
    const statuses = [];
    for (const path of ["/acme", "/acme"]) {
      statuses.push((await ask(path, { headers: { accept: browser }, url: limited.url })).status);
    }
    await limited.close();

    assert.deepEqual(statuses, [200, 429]);
  });
});

describe("a file of the app", () => {
  it("with a hash in its name stays in the browser for a year", async () => {
    const { status, headers } = await ask("/assets/main-ABCDEFGH.js");

    assert.equal(status, 200);
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
  });

  it("without a hash is asked for each time", async () => {
    const { headers, body } = await ask("/assets/build.json");
    const again = await ask("/assets/build.json", {
      headers: { "if-none-match": String(headers.etag) },
    });

    assert.equal(headers["cache-control"], "no-cache");
    assert.equal(body.toString(), `{"id":"1"}`);
    assert.equal(again.status, 304);
  });

  it("comes in the smallest form that the browser accepts", async () => {
    const forms: [string, string | undefined, (body: Buffer) => Buffer][] = [
      ["br, gzip", "br", brotliDecompressSync],
      ["gzip, deflate", "gzip", gunzipSync],
      ["br;q=0, gzip", "gzip", gunzipSync],
      ["identity", undefined, (body) => body],
    ];
    for (const [accepted, encoding, decode] of forms) {
      const headers = { "accept-encoding": accepted };
      const reply = await ask("/assets/main-ABCDEFGH.js", { headers });
      assert.equal(reply.headers["content-encoding"], encoding, accepted);
      assert.equal(reply.headers.vary, "Accept-Encoding");
      assert.equal(decode(reply.body).toString(), script);
    }
  });

  it("that is missing is a 404, also for a name that leads out of the folder", async () => {
    for (const path of ["/assets/main-00000000.js", "/assets/..%2findex.html", "/assets/"]) {
      assert.equal((await open(path)).status, 404, path);
    }
    assert.equal((await ask("/assets/build.json", { method: "POST" })).status, 405);
  });
});

describe("a server without the app", () => {
  it("leads from / to the documentation, whether it is switched off or was not built", async () => {
    for (const webFolder of [undefined, join(tmpdir(), "slacky-nothing-was-built")]) {
      const without = await startApi({ webFolder });
      const home = await ask("/", { headers: { accept: browser }, url: without.url });
      const page = await ask("/acme", { headers: { accept: browser }, url: without.url });
      await without.close();

      assert.equal(home.status, 302);
      assert.equal(home.headers.location, "/docs");
      assert.equal(page.status, 404);
    }
  });
});

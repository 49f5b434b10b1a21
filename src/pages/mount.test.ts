import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { withMail } from "../../test/support/mail/queued.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ publicUrl: "https://slacky.example.com/tickets", ...withMail });
});
after(() => api.close());

const pages = ["/account/reset", "/account/confirm", "/account/invitation"];

describe("the pages of account mails", () => {
  it("load one script and one style sheet of this server, below the path of PUBLIC_URL", async () => {
    for (const page of pages) {
      const { status, body, headers } = await api.get(undefined, page);
      assert.equal(status, 200, page);
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      const loaded = [...body.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)];
      assert.deepEqual(
        loaded.map(([, address]) => address),
        ["icon.svg", "account.css", "account.js"].map((file) =>
          file.endsWith("svg") ? `/tickets/docs/assets/${file}` : `/tickets/account/assets/${file}`,
        ),
      );
      for (const [, address] of loaded) {
        const asset = await api.get(undefined, address.replace("/tickets", ""));
        assert.equal(asset.status, 200, address);
      }
    }
  });

  it("have the policy of the documentation, and no script, style or handler within", async () => {
    for (const page of pages) {
      const { body, headers } = await api.get(undefined, page);
      const docs = await api.get(undefined, "/docs");
      const policy = headers.get("content-security-policy") ?? "";
      assert.equal(policy, docs.headers.get("content-security-policy"));
      assert.match(policy, /default-src 'none';script-src 'self';style-src 'self'/);
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cache-control"), "no-cache");
      assert.doesNotMatch(body, /<script[^>]*>[^<]|<style|\son\w+=|style=/);
    }
  });

  it("have a label for every field, and say how long a password must be", async () => {
    for (const page of pages) {
      const { body } = await api.get(undefined, page);
      for (const [, id] of body.matchAll(/<input id="([^"]+)"/g)) {
        assert.ok(body.includes(`<label for="${id}">`), `${page}: ${id}`);
      }
      assert.match(body, /<html lang="en">/);
      assert.equal(body.match(/role="alert"/g)?.length, 1);
    }
    assert.match((await api.get(undefined, "/account/reset")).body, /At least 15 characters/);
  });

  it("say that a server without mail sends no link", async () => {
    const silent = await startApi();
    try {
      const { body } = await silent.get(undefined, "/account/reset");
      assert.match(body, /This server sends no mail/);
      assert.doesNotMatch(body, /data-action="ask"/);
    } finally {
      await silent.close();
    }
  });

  it("are read with GET only", async () => {
    for (const page of pages) {
      const { status, body } = await api.post(undefined, page);
      assert.deepEqual([status, body.code], [405, "method_not_allowed"]);
    }
    assert.equal((await api.get(undefined, "/account/other")).status, 404);
  });
});

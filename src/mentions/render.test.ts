import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenServiceAccount, givenTicket, givenWorld } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const text = [
  "# Since **this** morning, @admin and @nobody",
  "> @member said",
  "- [ ] <script>alert(1)</script>",
  "[link](javascript:alert(1)) https://example.com `@admin`",
].join("\n\n");

describe("rendering a text for a preview", () => {
  it("returns the HTML and the mentions that a comment and a description get", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const ticket = `${world.workspacePath}/tickets/${id}`;

    for (const each of [text, "plain", "@viewer", "*".repeat(2_000)]) {
      const preview = await api.post(world.viewer, `${world.workspacePath}/markdown`, {
        text: each,
      });
      const comment = await api.post(world.member, `${ticket}/comments`, { body: each });
      const edited = await api.patch(world.member, ticket, { description: each });

      assert.equal(preview.status, 200);
      const { body_html: html, mentions } = comment.body;
      assert.deepEqual(preview.body, { html, mentions });
      assert.deepEqual(preview.body.html, edited.body.description_html);
      assert.deepEqual(preview.body.mentions, edited.body.mentions);
    }
  });

  it("mentions nobody of another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    await api.patch(other.admin, `${other.workspacePath}/members/${other.member.id}`, {
      handle: "elsewhere",
    });

    const { body } = await api.post(world.viewer, `${world.workspacePath}/markdown`, {
      text: "@elsewhere",
    });

    assert.deepEqual(body, { html: "<p>@elsewhere</p>\n", mentions: [] });
  });

  it("writes nothing, not even under a key", async () => {
    const world = await givenWorld(api);
    const written = async () => {
      const [row] = await api.db.query(sql<{ rows: string }>`
        select (select count(*) from outbox) + (select count(*) from idempotency_keys) as rows`);
      return row?.rows;
    };
    const before = await written();

    for (const text of ["one", "two"]) {
      const path = `${world.workspacePath}/markdown`;
      const key = { "idempotency-key": "preview" };
      const { body } = await api.post(world.viewer, path, { text }, key);
      assert.equal(body.html, `<p>${text}</p>\n`);
    }

    assert.equal(await written(), before);
  });

  it("accepts up to 65,536 characters, and requires ticket:read", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/markdown`;
    const bot = await givenServiceAccount(api, world, { scopes: ["ticket:create"] });

    assert.equal((await api.post(world.viewer, path, { text: "" })).body.html, "");
    assert.equal((await api.post(world.viewer, path, { text: "a".repeat(65_536) })).status, 200);
    const long = await api.post(world.viewer, path, { text: "a".repeat(65_537) });
    assert.deepEqual([long.status, long.body.errors[0].pointer], [400, "/text"]);
    assert.equal((await api.post(world.outsider, path, { text })).status, 404);
    assert.equal((await api.post(bot, path, { text })).body.code, "insufficient_scope");
  });
});

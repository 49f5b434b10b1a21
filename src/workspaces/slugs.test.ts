import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { givenAccount, type SignedInPerson } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { limits, reservedSlugs } from "../limits.ts";
import { slugStemOf } from "./slug.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

async function create(as: SignedInPerson, name: string): Promise<{ id: string; slug: string }> {
  const { status, body } = await api.post(as, "/v1/workspaces", { name });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

describe("the slug of a new workspace", () => {
  it("is made from its name, and differs from those of the creator's other workspaces", async () => {
    const ada = await givenAccount(api);
    const slugs: string[] = [];
    for (const name of ["Ärger & Söhne", "Acme", "ACME!", "acme-2", "Acme", "会社", "会社", "X"]) {
      slugs.push((await create(ada, name)).slug);
    }

    assert.deepEqual(slugs, [
      "arger-sohne",
      "acme",
      "acme-2",
      "acme-2-2",
      "acme-3",
      "workspace-1",
      "workspace-2",
      "x-1",
    ]);
  });

  it("does not depend on workspaces of others, so it reveals none", async () => {
    await create(await givenAccount(api), "Hidden");

    assert.equal((await create(await givenAccount(api), "Hidden")).slug, "hidden");
  });

  it("is never a segment that the server has itself", async () => {
    const person = await givenAccount(api);

    for (const segment of reservedSlugs) {
      const { slug } = await create(person, segment);
      assert.equal(reservedSlugs.includes(slug), false, segment);
      assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    }
  });

  it("is short enough for a number after the longest name", () => {
    const { stem } = slugStemOf("a b".repeat(50));

    assert.ok(stem.length + "-9999999".length <= limits.slug, stem);
  });
});

describe("the slug of a workspace", () => {
  it("is in every answer about the workspace, and in the memberships of its members only", async () => {
    const world = await givenWorld(api);
    const { body: workspace } = await api.get(world.viewer, world.workspacePath);
    const { body: list } = await api.get(world.viewer, "/v1/workspaces");
    const { body: me } = await api.get(world.viewer, "/v1/me");

    const slugs = { slug: workspace.slug, former_slugs: [] };
    for (const shown of [workspace, list.data[0], me.memberships[0]]) {
      assert.deepEqual({ slug: shown.slug, former_slugs: shown.former_slugs }, slugs);
    }
    const { body: outsider } = await api.get(world.outsider, "/v1/me");
    assert.deepEqual(outsider.memberships, []);
  });

  it("changes only if an admin changes it; renaming the workspace keeps it", async () => {
    const world = await givenWorld(api);
    const { workspacePath, admin, member } = world;
    const { body: before } = await api.get(member, workspacePath);

    const renamed = await api.patchAndRead(admin, workspacePath, { name: "Something else" });
    assert.equal(renamed.body.slug, before.slug);
    assert.equal((await api.patch(member, workspacePath, { slug: "mine" })).status, 403);
    const changed = await api.patchAndRead(admin, workspacePath, { slug: " New-Slug " });

    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.deepEqual([changed.body.slug, changed.body.former_slugs], ["new-slug", [before.slug]]);
    const { body: me } = await api.get(member, "/v1/me");
    assert.deepEqual(me.memberships[0].former_slugs, [before.slug]);
    const events = await outboxEvents(api, world, "workspace.updated");
    const done = events.filter(({ outcome }) => outcome === "success");
    assert.deepEqual(done.at(-1)?.data.changes, { slug: { from: before.slug, to: "new-slug" } });
  });

  it("keeps the latest twenty former ones, and one that is used again is no longer former", async () => {
    const { workspacePath, admin } = await givenWorld(api);
    for (let n = 1; n <= 25; n += 1) await api.patch(admin, workspacePath, { slug: `slug-${n}` });

    const { body } = await api.patchAndRead(admin, workspacePath, { slug: "slug-20" });

    assert.equal(body.former_slugs.length, 20);
    assert.deepEqual(body.former_slugs.slice(0, 6), [
      "slug-25",
      "slug-24",
      "slug-23",
      "slug-22",
      "slug-21",
      "slug-19",
    ]);
  });

  it("is refused if it is reserved, malformed, too short or too long, and may be that of another workspace", async () => {
    const [one, other] = [await givenWorld(api), await givenWorld(api)];
    const bad = ["settings", "v1", "a", "a_b", "-a", "a--b", "ä", "ENG 1", "a.b", "x".repeat(49)];

    for (const slug of [...bad, "", null, 7]) {
      const { status } = await api.patch(one.admin, one.workspacePath, { slug });
      assert.equal(status, 400, String(slug));
    }
    const { body: reserved } = await api.patch(one.admin, one.workspacePath, { slug: "docs" });
    assert.match(reserved.detail, /server has a page of its own at this address/);
    for (const { admin, workspacePath } of [one, other]) {
      assert.equal((await api.patch(admin, workspacePath, { slug: "twins" })).status, 200);
    }
  });
});

describe("workspaces of an earlier version", () => {
  it("get the slugs that new ones would get", async () => {
    const [ada, ben] = [await givenAccount(api), await givenAccount(api)];
    const names = [
      "Ärger & Söhne",
      "Æther",
      "Acme",
      "Acme",
      "会社",
      "会社",
      "Settings",
      "a b".repeat(33),
    ];
    const expected: string[] = [];
    for (const person of [ada, ben]) {
      for (const name of names) expected.push((await create(person, name)).slug);
    }
    const file = join(import.meta.dirname, "../../migrations/0036_add_slugs.sql");
    const update = (await readFile(file, "utf8"))
      .split(";")
      .find((part) => /^\s*update/.test(part));

    await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
      await owner.execute("update workspaces set slug = 'workspace-1'");
      await owner.execute(update ?? "");
    });

    const rows = await api.db.query(sql<{ slug: string }>`
      select w.slug
        from workspaces w
        join members m on m.workspace_id = w.id
       where m.user_id = any(${[ada.id, ben.id]}::uuid[])
       order by w.created_at, w.id`);
    assert.deepEqual(
      rows.map(({ slug }) => slug),
      expected,
    );
  });
});

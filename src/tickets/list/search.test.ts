import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sampleTitles, searchesFor } from "../../../test/search/titles.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { fillDocuments } from "../../../test/support/copies.ts";
import {
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type World,
} from "../../../test/support/given.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";
import type { Ticket, TicketRow } from "../ticket.ts";
import { completePage, type ListRequest, pageQueries } from "./list-tickets.ts";
import { ListTicketsQuery } from "./schemas.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

type Who = { token: string };

/** The rows of one page. */
async function search(
  world: World,
  q: string,
  { as = world.viewer, filter = "" }: { as?: Who; filter?: string } = {},
): Promise<TicketRow[]> {
  const path = `${world.workspacePath}/tickets?q=${encodeURIComponent(q)}${filter}`;
  const { status, body } = await api.get(as, path);
  assert.equal(status, 200, `${q}: ${JSON.stringify(body)}`);
  return body.data;
}

async function titlesFor(world: World, q: string, filter = ""): Promise<string[]> {
  return (await search(world, q, { filter })).map(({ title }) => title);
}

/** Creates tickets with these titles, in one request for each hundred. */
async function givenTitles(world: World, titles: readonly string[]): Promise<void> {
  for (let from = 0; from < titles.length; from += 100) {
    const operations = titles
      .slice(from, from + 100)
      .map((title) => ({ op: "create", project_id: world.project.id, title }));
    const path = `${world.workspacePath}/tickets/bulk`;
    const { status, body } = await api.post(world.member, path, { operations });
    assert.equal(status, 200);
    assert.deepEqual(
      body.results.filter((result: { status: number }) => result.status !== 201),
      [],
    );
  }
}

async function givenComment(world: World, ticket: Ticket, body: string): Promise<string> {
  const path = `${world.workspacePath}/tickets/${ticket.id}/comments`;
  return (await api.post(world.member, path, { body })).body.id;
}

const kinds: Record<string, [title: string, ...queries: string[]]> = {
  "tags and type parameters": [
    "<Button> breaks in List<Integer>",
    "Button",
    "<Button>",
    "List<Integer>",
    "integer",
  ],
  "parts of a path": [
    "login/logout in src/http/server",
    "login",
    "logout",
    "http",
    "src/http/server",
  ],
  "names with dots": ["user.name is null", "user.name", "user", "name"],
  "a version": ["Since v2.10.3-rc1", "v2.10.3-rc1", "v2.10.3", "rc1"],
  "an e-mail address": [
    "Mail to ada.lovelace+x@example.com",
    "ada.lovelace+x@example.com",
    "lovelace",
  ],
  "a web address": [
    "See https://example.com/a/b?c=d&e=f#g",
    "https://example.com/a/b?c=d&e=f#g",
    "example.com/a",
  ],
  "flags and hyphens": [
    "tar -xzf and --verbose are well-known",
    "tar -xzf",
    "--verbose",
    "well-known",
  ],
  Chinese: ["登录页面是空白的", "登录", "空白", "页面是"],
  Japanese: ["日本語のテストケース", "テスト", "日本語", "ケース"],
  Thai: ["ภาษาไทยทดสอบ", "ทดสอบ", "ไทย"],
  Korean: ["한국어 테스트입니다", "테스트", "한국"],
  Hindi: ["हिन्दी में लॉगिन", "हिन्दी", "लॉगिन"],
  "Hebrew with points": ["שָׁלוֹם עולם", "שלום", "שָׁלוֹם"],
  "emoji and signs": ["🎉 done => ok 👩‍👩‍👧", "🎉", "=>", "👩‍👩‍👧"],
  accents: ["Café für Zoe\u0308", "cafe", "cafe\u0301", "Zoë"],
  "full width": ["Ｌｏｇｉｎ ｶﾀｶﾅ", "login", "カタカナ"],
  "the beginning of a word": ["Authentication broken", "auth", "au", "auth* broken"],
};

describe("a search", () => {
  let world: World;
  before(async () => {
    world = await givenWorld(api);
    await givenTitles(
      world,
      Object.values(kinds).map(([title]) => title),
    );
  });

  for (const [kind, [title, ...queries]] of Object.entries(kinds)) {
    it(`finds ${kind}`, async () => {
      for (const q of queries) assert.ok((await titlesFor(world, q)).includes(title), q);
    });
  }

  it("finds each of 30 titles by itself and by each of its words", async () => {
    const titles = sampleTitles(30);
    await givenTitles(world, titles);

    const searches = titles.flatMap(searchesFor);
    const lost: string[] = [];
    for (const { title, q } of searches) {
      const rows = await search(world, q, { filter: "&limit=100" });
      if (!rows.some((row) => row.title === title)) lost.push(`${q} in ${title}`);
    }
    assert.deepEqual(lost, []);
  });
});

describe("the result of a search", () => {
  it("requires all words in one text, and none of those with a minus in any", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world, { title: "login fails", description: "on Monday" });
    await givenTicket(api, world, { title: "login works" });
    await givenComment(world, first, "See the blank page");

    assert.deepEqual(await titlesFor(world, "login monday"), ["login fails"]);
    assert.deepEqual(await titlesFor(world, "login blank"), []);
    assert.deepEqual(await titlesFor(world, "login -blank"), ["login works"]);
    assert.deepEqual(await titlesFor(world, '-"blank page"'), ["login works"]);
    assert.deepEqual(await titlesFor(world, '"page blank"'), []);
    assert.deepEqual(await titlesFor(world, '"blank page"'), ["login fails"]);
    assert.deepEqual(await titlesFor(world, "log fails"), []);
  });

  it("is the newest first, or in the order of the sort", async () => {
    const world = await givenWorld(api);
    for (const priority of ["low", "urgent", "none"] as const) {
      await givenTicket(api, world, { title: `page ${priority}`, priority });
    }

    const titlesBy = (sort: string) => titlesFor(world, "page", `&sort=${sort}`);
    assert.deepEqual(await titlesFor(world, "page"), ["page none", "page urgent", "page low"]);
    assert.deepEqual(await titlesBy("created_at"), ["page low", "page urgent", "page none"]);
    assert.deepEqual(await titlesBy("-priority"), ["page urgent", "page low", "page none"]);
  });

  it("says in which fields and comments the words are", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { title: "login", description: "the Login page" });
    const comment_id = await givenComment(world, ticket, "The login, again");
    await givenComment(world, ticket, "Nothing else");

    const matched = async (q: string) => (await search(world, q))[0]?.matched;
    const comment = { field: "comment", comment_id };
    assert.deepEqual(await matched("login"), [
      { field: "title" },
      { field: "description" },
      comment,
    ]);
    assert.deepEqual(await matched("login page"), [{ field: "title" }, { field: "description" }]);
    assert.deepEqual(await matched('"login page"'), [{ field: "description" }]);
    assert.deepEqual(await matched("agai"), [comment]);
    assert.deepEqual(await matched("-nowhere"), []);
  });

  it("names at most five comments, the newest", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await givenComment(world, ticket, `heffalump ${n}`));

    const [found] = await search(world, "heffalump");

    const expected = ids.slice(2).reverse();
    assert.deepEqual(
      found?.matched,
      expected.map((comment_id) => ({ field: "comment", comment_id })),
    );
  });

  it("has no matched fields where nothing is searched for", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);

    const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets`);

    assert.equal("matched" in body.data[0], false);
  });

  it("begins with the ticket that the query names, once, and the others on the same and later pages", async () => {
    const world = await givenWorld(api);
    const oldest = await givenTicket(api, world, { title: "one", external_id: "ZD-9/9" });
    for (const n of [2, 3, 4]) {
      await givenTicket(api, world, { title: `${n}: ENG-1, 1 and ZD-9/9` });
    }
    await api.patch(world.member, `${world.workspacePath}/tickets/ENG-1`, { description: "ENG-1" });

    for (const [q, field] of [
      ["eng-1", "key"],
      ["1", "number"],
      ["#1", "number"],
      ["ZD-9/9", "external_id"],
    ] as const) {
      const path = `${world.workspacePath}/tickets?q=${encodeURIComponent(q)}`;
      const { body: whole } = await api.get(world.viewer, path);
      assert.equal(whole.data[0].id, oldest.id, q);
      assert.equal(whole.data[0].matched[0].field, field);
      const others = ["4: ENG-1, 1 and ZD-9/9", "3: ENG-1, 1 and ZD-9/9", "2: ENG-1, 1 and ZD-9/9"];
      const titles = whole.data.map((row: Ticket) => row.title);
      assert.deepEqual(titles, ["one", ...others], q);
      for (const limit of [1, 2, 3]) {
        const pages: string[] = [];
        let cursor = "";
        do {
          const { body } = await api.get(world.viewer, `${path}&limit=${limit}${cursor}`);
          pages.push(...body.data.map((row: Ticket) => row.title));
          assert.ok(body.data.length <= limit);
          cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
        } while (cursor !== "");
        assert.deepEqual(pages, titles, `${q}, ${limit} a page`);
      }
    }
    assert.deepEqual(await titlesFor(world, "ENG-1", "&status=closed"), []);
    assert.deepEqual(await titlesFor(world, "ENG-99"), []);
  });

  it("shows every ticket with a number in as many pages as it takes", async () => {
    const world = await givenWorld(api);
    for (const key of ["AAA", "BBB", "CCC"]) {
      const { body: project } = await api.post(world.admin, `${world.workspacePath}/projects`, {
        name: key,
        key,
      });
      await givenTicket(api, { ...world, project }, { title: key });
    }

    const keys: string[] = [];
    let cursor = "";
    do {
      const path = `${world.workspacePath}/tickets?q=1&limit=1${cursor}`;
      const { body } = await api.get(world.viewer, path);
      keys.push(...body.data.map((row: Ticket) => row.key));
      cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
    } while (cursor !== "");

    assert.deepEqual(keys, ["CCC-1", "BBB-1", "AAA-1"]);
  });

  it("has nothing of another workspace, whatever is asked", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const foreign = await givenTicket(api, other, { title: "Heffalump", external_id: "H-1" });
    await givenComment(other, foreign, "Woozle");
    await givenTicket(api, world, { title: "Here" });

    for (const q of ["heffalump", "woozle", "H-1", foreign.id, "heff"]) {
      assert.deepEqual(await titlesFor(world, q), [], q);
    }
    assert.deepEqual(await titlesFor(world, "-heffalump"), ["Here"]);
  });

  it("is empty for a query without a word", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    for (const q of ['""', "\u200b\u2060", "\u00ad"]) {
      const path = `${world.workspacePath}/tickets?q=${encodeURIComponent(q)}`;
      const { status, body } = await api.get(world.viewer, path);
      assert.ok(status === 400 || body.data.length === 0, `${escape(q)} ${status}`);
    }
  });
});

describe("what a search no longer finds", () => {
  it("is the text before an edit", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { title: "heffalump", description: "woozle" });
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    await api.patch(world.member, path, { title: "elephant" });
    assert.deepEqual(await titlesFor(world, "heffalump"), []);
    assert.deepEqual(await titlesFor(world, "woozle"), ["elephant"]);
    await api.patch(world.member, path, { description: null });
    assert.deepEqual(await titlesFor(world, "woozle"), []);
    await api.post(world.member, `${path}/transitions`, {
      to: "in_progress",
      fields: { title: "rabbit" },
      comment: "found by piglet",
    });
    assert.deepEqual(await titlesFor(world, "elephant"), []);
    assert.deepEqual(await titlesFor(world, "rabbit"), ["rabbit"]);
    assert.deepEqual(await titlesFor(world, "piglet"), ["rabbit"]);
  });

  it("is the text of an edited or deleted comment", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { title: "one" });
    const path = `${world.workspacePath}/tickets/${ticket.id}/comments`;
    const id = await givenComment(world, ticket, "the password is heffalump");
    assert.deepEqual(await titlesFor(world, "heffalump"), ["one"]);

    await api.patch(world.member, `${path}/${id}`, { body: "the password is woozle" });
    assert.deepEqual(await titlesFor(world, "heffalump"), []);
    assert.deepEqual(await titlesFor(world, "woozle"), ["one"]);
    await api.delete(world.member, `${path}/${id}`);
    assert.deepEqual(await titlesFor(world, "woozle"), []);
    await fillDocuments(api, world);
    assert.deepEqual(await titlesFor(world, "woozle"), []);
  });

  it("is the trash, by word, comment, key or external ID, until the ticket is restored", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { title: "heffalump", external_id: "H-1" });
    await givenComment(world, ticket, "woozle");
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.delete(world.member, path);

    for (const q of ["heffalump", "woozle", "ENG-1", "1", "H-1", "-other"]) {
      assert.deepEqual(await titlesFor(world, q), [], q);
      assert.deepEqual(await titlesFor(world, q, "&deleted=true"), ["heffalump"], q);
    }
    await api.post(world.member, `${path}/restore`);
    assert.deepEqual(await titlesFor(world, "woozle"), ["heffalump"]);
    assert.deepEqual(await titlesFor(world, "woozle", "&deleted=true"), []);
  });

  it("is a comment, for an API token that may not read comments", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { title: "one" });
    await givenComment(world, ticket, "heffalump");
    const limited = await givenServiceAccount(api, world, { scopes: ["ticket:read"] });
    const full = await givenServiceAccount(api, world, { scopes: ["ticket:read", "comment:read"] });

    const found = async (as: Who, q: string) => (await search(world, q, { as })).length;
    assert.deepEqual([await found(full, "heffalump"), await found(limited, "heffalump")], [1, 0]);
    assert.deepEqual([await found(full, "-heffalump"), await found(limited, "-heffalump")], [0, 1]);
    assert.deepEqual(
      [await found(full, "one -heffalump"), await found(limited, "one -heffalump")],
      [0, 1],
    );
  });
});

describe("a search that takes too long", () => {
  it("is refused, and leaves the connection as it was", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { title: "heffalump" });
    const path = `${world.workspacePath}/tickets?q=heffalump`;
    const request: ListRequest = {
      workspace_id: world.workspace.id,
      principal: {
        kind: "session",
        user_id: world.viewer.id,
        session_id: world.viewer.session_id,
        expires_at: null,
      },
      cursors: api.instance.cursors,
      query: ListTicketsQuery.parse({ q: "heffalump" }),
    };
    const first: unknown[][] = await api.db.batch(pageQueries(request));
    // As if there were more documents than the first query examines.
    (first[2] as { is_match: boolean }[]).forEach((row) => {
      row.is_match = false;
    });

    await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
      await owner.execute("begin; lock table search_documents in access exclusive mode");
      const { status, body } = await api.get(world.viewer, path);
      assert.deepEqual([status, body.code], [503, "unavailable"]);
      assert.match(body.detail, /^The database took too long/);
      await assert.rejects(completePage(api.db, request, first), { code: "search_too_slow" });
      await owner.execute("rollback");
    });

    assert.equal((await api.get(world.viewer, path)).body.data.length, 1);
    const [row] = await api.db.query(sql<{ timeout: string }>`
      select current_setting('statement_timeout') as timeout`);
    assert.equal(row?.timeout, "10s");
  });
});

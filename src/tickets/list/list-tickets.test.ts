import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { fillDocuments, givenCopies } from "../../../test/support/copies.ts";
import { givenTicket, givenWorld, type Person, type World } from "../../../test/support/given.ts";
import type { Reply } from "../../../test/support/reply.ts";
import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import { completePage, type ListRequest, pageQueries } from "./list-tickets.ts";
import { ListTicketsQuery } from "./schemas.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const titles = ({ body }: Reply) => body.data.map(({ title }: { title: string }) => title);

/** Reads every page of a list, and calls `between` after each page. */
async function walk(as: Person, path: string, between: () => Promise<unknown> = async () => {}) {
  const rows: { id: string; title: string }[] = [];
  let cursor: string | null = null;
  do {
    const join = path.includes("?") ? "&" : "?";
    const page: Reply = await api.get(as, cursor ? `${path}${join}cursor=${cursor}` : path);
    assert.equal(page.status, 200, JSON.stringify(page.body));
    rows.push(...page.body.data);
    cursor = page.body.next_cursor;
    await between();
  } while (cursor);
  return rows;
}

describe("the list of tickets", () => {
  for (const apart_us of [0, 1]) {
    it(`shows 1,000 tickets that are ${apart_us} µs apart once each, in order, while others are made`, async () => {
      const world = await givenWorld(api);
      await givenCopies(api, world, 1_000, { apart_us });

      let made = 0;
      const rows = await walk(world.viewer, `${world.workspacePath}/tickets?limit=37`, async () => {
        if (made++ % 5 === 0) await givenTicket(api, world, { title: "late" });
      });

      const old = rows.filter(({ title }) => title !== "late");
      assert.equal(old.length, 1_000);
      assert.equal(new Set(old.map(({ id }) => id)).size, 1_000);
      if (apart_us > 0) {
        assert.deepEqual(
          old.map(({ title }) => Number(title)),
          Array.from({ length: 1_000 }, (_, index) => 1_000 - index),
        );
      }
    });
  }

  it("sorts by priority and by due date in both directions, with undated tickets last", async () => {
    const world = await givenWorld(api);
    const draft = {
      low: "2026-03-01",
      urgent: "2026-01-01",
      none: null,
      high: "2026-02-01",
    } as const;
    for (const [priority, due_on] of Object.entries(draft)) {
      await givenTicket(api, world, { title: priority, priority: priority as "low", due_on });
    }
    await givenTicket(api, world, { title: "second none" });

    const inOrder = async (sort: string) =>
      (await walk(world.viewer, `${world.workspacePath}/tickets?limit=2&sort=${sort}`)).map(
        ({ title }) => title,
      );

    assert.deepEqual(await inOrder("priority"), ["none", "second none", "low", "high", "urgent"]);
    assert.deepEqual(await inOrder("-priority"), ["urgent", "high", "low", "second none", "none"]);
    assert.deepEqual(await inOrder("due_on"), ["urgent", "high", "low", "none", "second none"]);
    assert.deepEqual(await inOrder("-due_on"), ["low", "high", "urgent", "second none", "none"]);
    assert.deepEqual(await inOrder("created_at"), ["low", "urgent", "none", "high", "second none"]);
  });

  it("shows undated tickets after those with a due date, on any page of any filter", async () => {
    const world = await givenWorld(api);
    for (const due_on of ["2026-01-01", null, "2026-02-01", null]) {
      await givenTicket(api, world, { title: `zebra ${due_on}`, due_on, labels: ["bug"] });
    }
    const ids = (await walk(world.viewer, `${world.workspacePath}/tickets`)).map(({ id }) => id);
    // So many that words and labels are looked up in their indexes.
    await givenCopies(api, world, 600);

    for (const query of ["label=bug", "q=zebra", ids.map((id) => `id=${id}`).join("&")]) {
      const path = `${world.workspacePath}/tickets?limit=1&sort=due_on&${query}`;
      const shown = (await walk(world.viewer, path)).map(({ title }) => title);
      const [first, second] = ["zebra 2026-01-01", "zebra 2026-02-01"];
      assert.deepEqual(shown, [first, second, "zebra null", "zebra null"], query);
    }
  });

  it("applies every filter, alone and combined", async () => {
    const world = await givenWorld(api);
    const { member, admin } = world;
    const plain = await givenTicket(api, world, { title: "Plain" });
    const busy = await givenTicket(api, world, {
      title: "Login stays blank",
      description: "in Firefox",
      status: "in_progress",
      assignee_id: member.id,
      priority: "high",
      labels: ["bug", "web"],
      due_on: "2026-12-24",
      external_id: "CRM-7",
    });
    const list = async (query: string, as: Person = admin) =>
      titles(await api.get(as, `${world.workspacePath}/tickets?${query}`)).sort();
    const both = ["Login stays blank", "Plain"];

    assert.deepEqual(await list(""), both);
    assert.deepEqual(await list(`project_id=${world.project.id}`), both);
    assert.deepEqual(await list("status=open"), ["Plain"]);
    assert.deepEqual(await list("status=open&status=in_progress"), both);
    assert.deepEqual(
      await list(`project_id=${world.project.id}&status=in_progress&status=open&sort=created_at`),
      both,
    );
    assert.deepEqual(await list(`assignee_id=${member.id}`), ["Login stays blank"]);
    assert.deepEqual(await list("assignee_id=me", member), ["Login stays blank"]);
    assert.deepEqual(await list("assignee_id=none"), ["Plain"]);
    assert.deepEqual(await list("reporter_id=me"), both);
    assert.deepEqual(await list("reporter_id=me", member), []);
    assert.deepEqual(await list("priority=high"), ["Login stays blank"]);
    assert.deepEqual(await list("label=bug&label=web"), ["Login stays blank"]);
    assert.deepEqual(await list("label=bug&label=other"), []);
    assert.deepEqual(await list("external_id=CRM-7"), ["Login stays blank"]);
    assert.deepEqual(await list("q=firefox%20login"), ["Login stays blank"]);
    assert.deepEqual(await list("q=firefox%20-login"), []);
    assert.deepEqual(await list("due_before=2026-12-25"), ["Login stays blank"]);
    assert.deepEqual(await list("due_before=2026-12-24"), []);
    assert.deepEqual(await list("due_before=2026-12-25&sort=-due_on"), ["Login stays blank"]);
    assert.deepEqual(await list(`created_after=${plain.created_at}`), ["Login stays blank"]);
    assert.deepEqual(await list(`created_before=${busy.created_at}`), ["Plain"]);
    assert.deepEqual(await list(`updated_after=${busy.created_at}`), ["Login stays blank"]);
    assert.deepEqual(await list("status=open&priority=high"), []);
    assert.deepEqual(await list(`assignee_id=${member.id}&status=in_progress&q=blank`), [
      "Login stays blank",
    ]);
  });

  it("sorts the trash by the time of deletion", async () => {
    const world = await givenWorld(api);
    for (const title of ["c", "a", "b"]) await givenTicket(api, world, { title });
    for (const key of ["ENG-2", "ENG-3", "ENG-1"]) {
      await api.delete(world.member, `${world.workspacePath}/tickets/${key}`);
    }
    const trash = `${world.workspacePath}/tickets?deleted=true&limit=1`;

    for (const filter of ["", "&fields=card", "&status=open", `&project_id=${world.project.id}`]) {
      const titlesBy = async (sort: string) =>
        (await walk(world.viewer, `${trash}&sort=${sort}${filter}`)).map(({ title }) => title);
      assert.deepEqual(await titlesBy("deleted_at"), ["a", "b", "c"]);
      assert.deepEqual(await titlesBy("-deleted_at"), ["c", "b", "a"]);
    }
  });

  it("shows deleted tickets only if they are requested", async () => {
    const world = await givenWorld(api);
    const gone = await givenTicket(api, world, { title: "Gone" });
    await givenTicket(api, world, { title: "Here" });
    await api.delete(world.member, `${world.workspacePath}/tickets/${gone.key}`);

    assert.deepEqual(titles(await api.get(world.viewer, `${world.workspacePath}/tickets`)), [
      "Here",
    ]);
    assert.deepEqual(
      titles(await api.get(world.viewer, `${world.workspacePath}/tickets?deleted=true`)),
      ["Gone"],
    );
    assert.deepEqual(
      titles(await api.get(world.viewer, `${world.workspacePath}/tickets?deleted=true&q=here`)),
      [],
    );
    const byPriority = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets?deleted=true&sort=priority`,
    );
    assert.deepEqual([byPriority.status, byPriority.body.errors[0].pointer], [400, "/query/sort"]);
  });

  it("links to the next page with the cursor from the body", async () => {
    const world = await givenWorld(api);
    for (const title of ["1", "2", "3"]) await givenTicket(api, world, { title });

    const page = await api.get(world.viewer, `${world.workspacePath}/tickets?limit=2&status=open`);

    const [, next] = /^<(.+)>; rel="next"$/.exec(page.headers.get("link") ?? "") ?? [];
    assert.equal(new URL(next ?? "", api.url).searchParams.get("cursor"), page.body.next_cursor);
    const last = await api.get(world.viewer, next ?? "");
    assert.deepEqual(titles(last), ["1"]);
    assert.equal(last.headers.get("link"), null);
  });

  it("rejects a cursor from another list, from another workspace or with an edited character", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    for (const title of ["1", "2"]) await givenTicket(api, world, { title });
    const { next_cursor } = (await api.get(world.admin, `${world.workspacePath}/tickets?limit=1`))
      .body;
    const flipped = next_cursor.replace(/.$/, (last: string) => (last === "A" ? "B" : "A"));

    for (const path of [
      `${world.workspacePath}/tickets?limit=1&status=open&cursor=${next_cursor}`,
      `${world.workspacePath}/tickets?limit=1&sort=priority&cursor=${next_cursor}`,
      `${world.workspacePath}/tickets?limit=1&cursor=${flipped}`,
    ]) {
      assert.equal((await api.get(world.admin, path)).status, 400, path);
    }
    const elsewhere = await api.get(
      other.admin,
      `${other.workspacePath}/tickets?cursor=${next_cursor}`,
    );
    assert.equal(elsewhere.status, 400);
    assert.equal(elsewhere.body.errors[0].pointer, "/query/cursor");
  });

  it("reports every invalid parameter in one response", async () => {
    const world = await givenWorld(api);

    const { status, body } = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets?limit=101&due_before=2026-02-30&deleted=yes&colour=red&q=a&q=b`,
    );

    assert.equal(status, 400);
    assert.deepEqual(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      "/query/colour",
      "/query/deleted",
      "/query/due_before",
      "/query/limit",
      "/query/q",
    ]);
  });

  it("names the accepted values for an invalid parameter", async () => {
    const world = await givenWorld(api);

    for (const [parameter, detail] of [
      ["limit=1000", "Must be a whole number from 1 to 100, or with `fields=card` to 500."],
      ["limit=0", "Must be a whole number from 1 to 100, or with `fields=card` to 500."],
      ["assignee_id=ada", "Must be a UUID, none or me, and appear at most 20 times."],
      ["assignee_id=me&".repeat(21), "Must be a UUID, none or me, and appear at most 20 times."],
      ["id=ENG-1", "Must be a UUID, and appear at most 100 times."],
      [
        "id=01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90&".repeat(101),
        "Must be a UUID, and appear at most 100 times.",
      ],
      ["category=open", "Must be one of todo, doing, done, and appear at most 3 times."],
      [
        "sort=queue&status=open",
        "`queue` orders the tickets of a project in a status: send `project_id` and `status`.",
      ],
      [
        "sort=-deleted_at",
        "With `deleted=true`, must be created_at, -created_at, deleted_at or -deleted_at; the latter two only then.",
      ],
      ["reporter_id=none", "Must be a UUID or me."],
      ["project_id=ENG-1", "Must be a project's ID, or its key, such as ENG."],
      ["status=", "Must be 1 to 40 characters long and appear at most 20 times."],
      [`status=${"a".repeat(41)}&status=b`, "Must be 1 to 40 characters long."],
      ["label=%20", "Must be 1 to 50 characters long and appear at most 10 times."],
      ["label=a&".repeat(11), "Must be 1 to 50 characters long and appear at most 10 times."],
      [
        "priority=p1",
        "Must be one of none, low, medium, high, urgent, and appear at most 5 times.",
      ],
      ["created_after=2026", "Must be a time such as 2026-11-22T09:30:00Z."],
      [
        "created_after=2026-11-22T09:30:00+01:00",
        "Must be a time such as 2026-11-22T09:30:00Z. In a URL, + must be written as %2B.",
      ],
      [
        "limit=501&fields=card",
        "Must be a whole number from 1 to 100, or with `fields=card` to 500.",
      ],
      ["fields=title", "Must be card."],
      ["colour=red", "Is not a known parameter."],
    ]) {
      const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets?${parameter}`);
      const details = body.errors.map((fault: { detail: string }) => fault.detail);
      assert.deepEqual(details, [detail], parameter);
    }
  });

  it("answers 404 to somebody who is not a member of the workspace", async () => {
    const world = await givenWorld(api);
    const { status, body } = await api.get(world.outsider, `${world.workspacePath}/tickets`);
    assert.deepEqual([status, body.code], [404, "not_found"]);
  });
});

describe("a filter that no index serves", () => {
  /** A rare ticket, one of another reporter, then 13,000 that are younger, the first 2,600 elephants. */
  let world: World;
  before(async () => {
    world = await givenWorld(api);
    await givenTicket(api, world, { title: "Heffalump", labels: ["rare"] });
    const mine = await givenTicket(api, world, { title: "1st" });
    await givenCopies(api, world, 13_000, { apart_us: 1 });
    await api.db.query(sql`
      update tickets
         set reporter_id = ${world.member.id}
       where workspace_id = ${world.workspace.id}
         and id = ${mine.id}`);
    await api.db.query(sql`
      update tickets set title = 'elephant ' || title
       where workspace_id = ${world.workspace.id}
         and title ~ '^\\d+$'
         and title::integer <= 2600`);
    await fillDocuments(api, world);
  });

  it("checks 10,000 tickets per page and finds older matches on a later page", async () => {
    const first = await api.get(
      world.admin,
      `${world.workspacePath}/tickets?reporter_id=${world.member.id}`,
    );

    assert.deepEqual(first.body.data, []);
    assert.notEqual(first.body.next_cursor, null);
    const rows = await walk(
      world.admin,
      `${world.workspacePath}/tickets?reporter_id=${world.member.id}`,
    );
    assert.deepEqual(
      rows.map(({ title }) => title),
      ["1st"],
    );
  });

  it("returns a rare word or label on the first page", async () => {
    for (const query of [
      "q=heffalump",
      "label=rare",
      `q=heffalump&project_id=${world.project.id}`,
    ]) {
      const page = await api.get(world.viewer, `${world.workspacePath}/tickets?${query}`);
      assert.deepEqual(titles(page), ["Heffalump"], query);
      assert.equal(page.body.next_cursor, null);
    }
  });

  it("continues the scan if the newest tickets fill only part of the page, without collecting all matches", async () => {
    const world = await givenWorld(api);
    await givenCopies(api, world, 2_000, { apart_us: 1 });
    await api.db.query(sql`
      update tickets set title = 'elephant ' || title
       where workspace_id = ${world.workspace.id}
         and title::integer % 50 = 0`);
    await fillDocuments(api, world);
    const sent: string[] = [];
    const db: Queryable = {
      ...api.db,
      batch: (statements) => {
        sent.push(...statements.map(({ text }) => text));
        return api.db.batch(statements);
      },
    };
    const request: ListRequest = {
      workspace_id: world.workspace.id,
      principal: {
        kind: "session",
        user_id: world.member.id,
        session_id: world.member.session_id,
        expires_at: null,
      },
      cursors: api.instance.cursors,
      query: ListTicketsQuery.parse({ q: "elephant", sort: "-created_at", limit: "20" }),
    };
    const first: unknown[][] = await db.batch(pageQueries(request));
    const page = await completePage(db, request, first);

    assert.deepEqual(
      page.data.map(({ title }) => title),
      Array.from({ length: 20 }, (_, n) => `elephant ${2_000 - 50 * n}`),
    );
    // The first batch is time limit, names and 500 documents, the second time limit and 10,000 documents.
    assert.equal(sent.length, 5);
    assert.ok(!sent.some((text) => text.includes("hit as materialized")));
  });

  it("finds a word that many tickets have but none of the newest ones", async () => {
    const oldest = Array.from({ length: 2_600 }, (_, n) => `elephant ${2_600 - n}`);
    const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets?q=4000`);
    const before = body.data[0].created_at;

    for (const query of ["q=elephant", `q=elephant&created_before=${before}`]) {
      const rows = await walk(world.viewer, `${world.workspacePath}/tickets?${query}&limit=100`);
      assert.deepEqual(
        rows.map(({ title }) => title),
        oldest,
        query,
      );
    }
  });
});

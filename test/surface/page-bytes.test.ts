import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import { limits } from "../../src/limits.ts";
import { type As, startApi, type TestApi } from "../support/api.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A text of almost the greatest length, whose HTML is six times as long. */
const quotes = '"'.repeat(limits.text - 1);

interface ListPage {
  data: Record<string, unknown>[];
  next_cursor: string | null;
}

describe("a page ends before its texts exceed 1 MiB, and the next one continues", () => {
  it("of tickets, whatever their filter and order", async () => {
    const world = await givenWorld(api);
    const titles = Array.from({ length: 7 }, (_, n) => `Large elephant ${n}`);
    const description = quotes.slice(1_000);
    for (const title of titles)
      await givenTicket(api, world, { title, description, labels: ["big"] });
    const lists = [
      "/tickets",
      `/projects/${world.project.id}/tickets`,
      "/tickets?archived=include",
      "/tickets?sort=-priority",
      "/tickets?label=big",
      "/tickets?updated_after=2020-01-01T00:00:00Z",
      "/tickets?status=open&status=closed",
      "/tickets?q=elephant",
      "/tickets?q=elephant&status=open",
    ];

    for (const list of lists) {
      const pages = await walk(world.viewer, world.workspacePath + list);

      const found = pages.flatMap(({ data }) => data.map(({ title }) => title));
      assert.deepEqual(found, titles.toReversed(), list);
      checkBytes(pages, ({ title, description, description_html }) =>
        [title, description, description_html].join(""),
      );
    }
  });

  it("of tickets that a search names, and then of those with its words", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 4; n += 1) {
      await givenTicket(api, world, {
        title: `Seven ${n}`,
        description: `7 ${quotes.slice(1_000)}`,
      });
    }
    for (const key of ["ONE", "TWO", "SIX"]) {
      const { body } = await api.post(world.admin, `${world.workspacePath}/projects`, {
        name: key,
        key,
      });
      const draft = { title: key, description: quotes.slice(1_000) };
      const project = { ...world, project: body };
      for (let n = 0; n < 7; n += 1) await givenTicket(api, project, n < 6 ? {} : draft);
    }

    const pages = await walk(world.viewer, `${world.workspacePath}/tickets?q=7`);

    assert.deepEqual(
      pages.flatMap(({ data }) => data.map(({ title }) => title)),
      ["SIX", "TWO", "ONE", "Seven 3", "Seven 2", "Seven 1", "Seven 0"],
    );
    assert.ok(pages.length >= 3, `${pages.length} pages`);
  });

  it("of the comments of a ticket", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${id}/comments`;
    for (let n = 0; n < 7; n += 1) await api.post(world.member, path, { body: quotes + n });

    const pages = await walk(world.viewer, path);

    assert.deepEqual(
      pages.flatMap(({ data }) => data.map(({ body }) => String(body).at(-1))),
      ["0", "1", "2", "3", "4", "5", "6"],
    );
    checkBytes(pages, ({ body, body_html }) => `${body}${body_html}`);
  });

  it("of the feed, whose head says that it goes on", async () => {
    const world = await givenWorld(api);
    await givenEvents(world, { count: 50, bytes: 50_000 });
    const path = `${world.workspacePath}/events`;
    const pages: ListPage[] = [];

    for (let last = 0; last < 50; last = Number(pages.at(-1)?.data.at(-1)?.sequence)) {
      const { body } = await api.get(world.viewer, `${path}?limit=100&after=${last}`);
      assert.equal(body.head, 50);
      pages.push(body);
    }

    assert.deepEqual(
      pages.flatMap(({ data }) => data.map(({ sequence }) => sequence)),
      Array.from({ length: 50 }, (_, n) => n + 1),
    );
    checkBytes(pages, ({ data }) => JSON.stringify(data));
  });

  it("of the feed, also where the database stores its events compressed", async () => {
    const world = await givenWorld(api);
    await givenEvents(world, { count: 3, bytes: 1_000_000 });

    const { body } = await api.get(world.viewer, `${world.workspacePath}/events?limit=100`);

    assert.equal(body.data.length, 1);
  });

  it("of the audit log, with and without a filter", async () => {
    const world = await givenWorld(api);
    await givenAuditRecords(world, { count: 30, bytes: 100_000 });
    const path = `${world.workspacePath}/audit`;

    const pages = await walk(world.admin, path);
    const filtered = await walk(world.admin, `${path}?outcome=success`);

    for (const each of [pages, filtered]) {
      assert.deepEqual(
        each.flatMap(({ data }) => data.map(({ sequence }) => sequence)),
        Array.from({ length: 30 }, (_, n) => 30 - n),
      );
      checkBytes(each, ({ data }) => JSON.stringify(data));
    }
  });

  it("of workflows", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/workflows`;
    const statuses = Array.from({ length: 18 }, (_, n) => `status_${"x".repeat(30)}${n}`);
    const transitions = statuses.flatMap((from) =>
      statuses.filter((to) => to !== from).map((to) => ({ from, to })),
    );
    const draft = {
      statuses: statuses.map((status) => ({ status, category: "todo" })),
      transitions: transitions.slice(0, limits.workflow_transitions),
    };
    for (let n = 0; n < 25; n += 1) {
      const { status } = await api.post(world.admin, path, { name: `Workflow ${n}`, ...draft });
      assert.equal(status, 201);
    }

    const pages = await walk(world.admin, path);

    assert.equal(new Set(pages.flatMap(({ data }) => data.map(({ id }) => id))).size, 27);
    checkBytes(pages, ({ statuses, transitions }) => JSON.stringify([statuses, transitions]));
  });
});

it("a page has one row at least, however large it is", async () => {
  const world = await givenWorld(api);
  const { id } = await givenTicket(api, world);
  const path = `${world.workspacePath}/tickets/${id}/comments`;
  for (const body of ["first", "second"]) await api.post(world.member, path, { body });
  await api.db.query(sql`
    update comments set body_html = repeat('x', 2000000) where workspace_id = ${world.workspace.id}`);

  const pages = await walk(world.viewer, path);

  assert.deepEqual(
    pages.map(({ data }) => data.map(({ body }) => body)),
    [["first"], ["second"]],
  );
});

/** All pages of a list, a hundred rows each if their bytes allow it. */
async function walk(as: As, path: string): Promise<ListPage[]> {
  const pages: ListPage[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
    const { status, body } = await api.get(as, `${path}${path.includes("?") ? "&" : "?"}${query}`);
    assert.equal(status, 200);
    pages.push(body);
    cursor = body.next_cursor;
  } while (cursor);
  return pages;
}

/** There are several pages, and all except the last are as full as they may be, but not fuller. */
function checkBytes(pages: ListPage[], textOf: (row: Record<string, unknown>) => string): void {
  assert.ok(pages.length > 1, "there is one page");
  for (const [index, { data }] of pages.entries()) {
    const bytes = data.map((row) => Buffer.byteLength(textOf(row)));
    const sum = bytes.reduce((a, b) => a + b, 0);
    assert.ok(sum <= limits.page_bytes, `page ${index} has ${sum} bytes`);
    const isLast = index === pages.length - 1;
    assert.ok(isLast || sum > limits.page_bytes - 2 * Math.max(...bytes), `page ${index}: ${sum}`);
  }
}

async function givenEvents(
  { workspace }: World,
  { count, bytes }: { count: number; bytes: number },
): Promise<void> {
  await api.db.query(sql`
    insert into events (workspace_id, sequence, id, type, subject_type, data, occurred_at)
    select ${workspace.id}, n, gen_random_uuid(), 'workspace.created', 'workspace',
           jsonb_build_object('name', repeat('x', ${bytes}::integer)), clock_timestamp()
      from generate_series(1, ${count}::integer) n`);
  await api.db.query(sql`
    insert into event_heads (workspace_id, sequence) values (${workspace.id}, ${count})`);
}

async function givenAuditRecords(
  { workspace }: World,
  { count, bytes }: { count: number; bytes: number },
): Promise<void> {
  await api.db.query(sql`
    insert into audit_log (
      workspace_id, sequence, action, outcome, subject_type, hashed_data, occurred_at, hash)
    select ${workspace.id}, n, 'workspace.created', 'success', 'workspace',
           json_build_object('name', repeat('x', ${bytes}::integer)), clock_timestamp(),
           sha256(n::text::bytea)
      from generate_series(1, ${count}::integer) n`);
}

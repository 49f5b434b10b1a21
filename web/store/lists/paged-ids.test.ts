import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPagedIds, type Page } from "./paged-ids.ts";

interface Row {
  id: string;
  rank: number;
}

/** A list over these pages. Each page is asked for by its number. */
function givenList(pages: readonly (readonly Row[])[], rows = new Map<string, Row>()) {
  const asked: (string | undefined)[] = [];
  const list = createPagedIds<Row>({
    async loadPage({ cursor }): Promise<Page<Row>> {
      asked.push(cursor);
      const number = Number(cursor ?? 0);
      const data = pages[number];
      if (data === undefined) throw new Error("no such page");
      for (const row of data) rows.set(row.id, row);
      return { data, next_cursor: number + 1 < pages.length ? String(number + 1) : null };
    },
    rowOf: (id) => rows.get(id),
    compare: (a, b) => a.rank - b.rank,
  });
  const change = (row: Row) => {
    rows.set(row.id, row);
    list.place(row);
  };
  return { list, asked, change, ids: () => list.ids.value.join("") };
}

const row = (id: string, rank: number): Row => ({ id, rank });

describe("paged list", () => {
  it("loads past empty pages, and stops at the last", async () => {
    const { list, asked, ids } = givenList([[row("a", 1)], [], [], [row("b", 2)]]);
    await list.loadMore();
    await list.loadMore();
    await list.loadMore();
    assert.equal(ids(), "ab");
    assert.deepEqual(asked, [undefined, "1", "2", "3"]);
    assert.equal(list.isComplete.value, true);
  });

  it("two calls at the same time are one request", async () => {
    const { list, asked } = givenList([[row("a", 1)], [row("b", 2)]]);
    await Promise.all([list.loadMore(), list.loadMore()]);
    assert.equal(asked.length, 1);
  });

  it("a failed page is kept as the failure, and loaded again by the next call", async () => {
    const pages: Row[][] = [];
    const { list, ids } = givenList(pages);
    await list.loadMore();
    assert.ok(list.failure.value instanceof Error);
    pages.push([row("a", 1)]);
    await list.loadMore();
    assert.equal(list.failure.value, undefined);
    assert.equal(ids(), "a");
  });

  it("a row that came live is not repeated by a later page", async () => {
    const { list, change, ids } = givenList([
      [row("a", 1), row("c", 3)],
      [row("b", 2), row("d", 4)],
    ]);
    await list.loadMore();
    change(row("b", 2));
    assert.equal(ids(), "abc");
    await list.loadMore();
    assert.equal(ids(), "abcd");
  });

  it("a row that belongs after the last loaded one waits for its page", async () => {
    const { list, change, ids } = givenList([[row("a", 1), row("b", 2)], [row("c", 3)]]);
    await list.loadMore();
    change(row("z", 9));
    assert.equal(ids(), "ab");
    change(row("a", 9));
    assert.equal(ids(), "b");
    await list.loadMore();
    change(row("z", 9));
    assert.equal(ids(), "bcz");
  });

  it("a row between the last one that stayed and the end of the page is not skipped", async () => {
    const { list, change, ids } = givenList([[row("a", 1), row("b", 9)], [row("c", 10)]]);
    await list.loadMore();
    change(row("b", 0));
    change(row("x", 5));
    assert.equal(ids(), "bax");
    await list.loadMore();
    assert.equal(ids(), "baxc");
  });

  it("reading again shows what came and went meanwhile", async () => {
    const pages = [[row("a", 1), row("b", 2)]];
    const { list, ids } = givenList(pages);
    await list.loadMore();
    pages[0] = [row("b", 2), row("c", 3)];
    await list.reload();
    assert.equal(ids(), "bc");
  });

  it("reading again while a page loads reads once more, as the page may be older than that", async () => {
    const pages = [[row("a", 1), row("b", 2)]];
    const { list, asked, ids } = givenList(pages);
    const loading = list.loadMore();
    pages[0] = [row("b", 2), row("c", 3)];
    await list.reload();
    await list.reload();
    await loading;
    assert.equal(ids(), "bc");
    assert.deepEqual(asked, [undefined, undefined]);
  });

  it("a row that changes moves to its place, and one that stays does not redraw the list", async () => {
    const { list, change, ids } = givenList([[row("a", 1), row("b", 2), row("c", 3)]]);
    await list.loadMore();
    const before = list.ids.value;
    change(row("b", 2.5));
    assert.equal(list.ids.value, before);
    change(row("c", 0));
    assert.equal(ids(), "cab");
    list.remove("a");
    assert.equal(ids(), "cb");
  });

  it("an answer after the end changes nothing", async () => {
    const { list, ids } = givenList([[row("a", 1)]]);
    const loading = list.loadMore();
    list.stop();
    await loading;
    assert.equal(ids(), "");
    assert.equal(list.failure.value, undefined);
  });
});

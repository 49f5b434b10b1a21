import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { latestFirst } from "../lists/trash-list.ts";
import { inboxFilterFromQuery, parametersOf, queryOfView } from "./filter.ts";
import { compareRows, type InboxRow, missingFromFirstPage } from "./merge.ts";

const row = (id: string, minute: number): InboxRow => ({
  id,
  changed_at: `2026-12-01T09:${String(minute).padStart(2, "0")}:00.000000Z`,
  unread: true,
  archived_at: null,
});

describe("inbox", () => {
  it("the latest change is first, and equal moments go by ID", () => {
    const rows = [row("a", 1), row("b", 3), row("c", 1)];
    assert.equal(
      rows
        .toSorted(compareRows)
        .map(({ id }) => id)
        .join(""),
      "bca",
    );
  });

  it("the last row of a page has its own place, so that reading the page again keeps it", () => {
    assert.equal(compareRows(row("a", 1), row("a", 1)), 0);
    assert.equal(latestFirst({ id: "a", deleted_at: "x" }, { id: "a", deleted_at: "x" }), 0);
  });

  it("a row that the first page has no more is missing, one older than the page is not", () => {
    const loaded = [row("d", 9), row("c", 8), row("b", 5), row("a", 1)];
    const page = [row("d", 9), row("b", 5)];
    const missing = (isLast: boolean) =>
      missingFromFirstPage(loaded, page, { isLast }).map(({ id }) => id);
    assert.deepEqual(missing(false), ["c"]);
    assert.deepEqual(missing(true), ["c", "a"]);
  });

  it("an empty page that is not the last says nothing about loaded rows", () => {
    assert.deepEqual(missingFromFirstPage([row("a", 1)], [], { isLast: false }), []);
    assert.equal(missingFromFirstPage([row("a", 1)], [], { isLast: true }).length, 1);
  });

  it("the address of each view asks the API for what it shows", () => {
    for (const view of ["inbox", "unread", "archived"] as const) {
      const set = Object.entries(queryOfView(view)).filter(([, value]) => value !== undefined);
      const query = new URLSearchParams(set as [string, string][]);
      assert.equal(inboxFilterFromQuery(query).view, view);
    }
    const filter = inboxFilterFromQuery(new URLSearchParams("unread=true&reason=mentioned"));
    assert.deepEqual(parametersOf(filter, "w"), {
      workspace_id: "w",
      unread: "true",
      reason: "mentioned",
    });
  });

  it("only the whole inbox has what belongs to no workspace, and an unknown reason is left out", () => {
    const filter = inboxFilterFromQuery(new URLSearchParams("workspace=all&reason=other"));
    assert.deepEqual(parametersOf(filter, "w"), {});
  });
});

import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { checkout, readDocument, tableRows } from "./document.ts";

const folder = "docs/decisions";
const pages = globSync(`${folder}/[0-9]*.md`, { cwd: checkout }).sort();
const index = tableRows(readDocument(`${folder}/README.md`));
const linesMax = 100;

describe("the decision records", () => {
  for (const path of pages) {
    const page = readDocument(path);
    const number = basename(path).slice(0, 4);

    it(`${number} has a title, a date, a status, a reason and consequences`, () => {
      const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

      assert.match(page, new RegExp(`^# ${number}: \\S`));
      assert.match(page, /^- Date: \d{4}-\d{2}-\d{2}$/m);
      assert.match(page, /^- Status: (accepted|superseded by )/m);
      assert.deepEqual(headings.slice(0, 3), ["Context", "Decision", "Consequences"]);
      assert.ok(page.split("\n").length <= linesMax, `${path} is longer than ${linesMax} lines.`);
    });

    it(`${number} is in the index with its title, date and status`, () => {
      const [, title] = /^# \d{4}: (.*)$/m.exec(page) ?? [];
      const [, date] = /^- Date: (.*)$/m.exec(page) ?? [];
      const [, status = ""] = /^- Status: (.*(?:\n {2}.*)*)$/m.exec(page) ?? [];
      const row = index.find(([link]) => link === `[${number}](${basename(path)})`);

      assert.deepEqual(row?.slice(1), [title, date, status.replaceAll(/\s+/g, " ")]);
    });
  }

  it("have numbers without a gap, so that no number looks like a missing page", () => {
    const numbers = pages.map((path) => Number(basename(path).slice(0, 4)));
    assert.deepEqual(
      numbers,
      pages.map((_, at) => at + 1),
    );
  });
});

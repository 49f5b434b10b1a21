import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, it } from "node:test";
import { createEmptyDatabase, createTestDatabase } from "../../test/support/database.ts";
import { closedLoop } from "./closed-loop.ts";
import { experiments } from "./list.ts";
import { figures, pageFile, withFigures } from "./page.ts";

const trial = {
  seconds: 0.1,
  rounds: 1,
  rows: (count: number) => Math.ceil(count / 100),
  show() {},
};

describe("the experiments", () => {
  for (const { name, page, schema, run } of experiments) {
    it(`${name} returns the tables for ${page}`, async () => {
      const database = await (schema === "slacky" ? createTestDatabase : createEmptyDatabase)();
      const { databaseUrl, databaseOwnerUrl: ownerUrl } = database;
      const url = schema === "slacky" ? databaseUrl : ownerUrl;

      const tables = await run({ url, ownerUrl, ...trial }).finally(() => database.drop());

      assert.ok(tables.length > 0);
      for (const { about, head, rows } of tables) {
        assert.ok(rows.length > 1, about);
        for (const row of rows) assert.equal(row.length, head.length, `${about}: ${row}`);
        assert.doesNotMatch(JSON.stringify(rows), /NaN|undefined|Infinity/);
      }
    });
  }

  it("have a page each, of at most 150 lines, with the command that repeats it and a place for its figures", () => {
    const pages = experiments.map(({ page }) => page);
    const written = readdirSync(dirname(pageFile("README.md"))).filter(
      (one) => one !== "README.md",
    );
    assert.deepEqual(written.toSorted(), pages.toSorted());

    const index = readFileSync(pageFile("README.md"), "utf8");
    for (const { name, page } of experiments) {
      const text = readFileSync(pageFile(page), "utf8");
      assert.ok(text.split("\n").length <= 150, page);
      assert.ok(text.includes(`npm run tradeoffs -- ${name}`), page);
      assert.ok(index.includes(`(${page})`), page);
      withFigures(text, "none");
    }
  });
});

describe("the figures of a page", () => {
  it("replace the earlier ones and leave the rest of the page unchanged", () => {
    const table = { about: "Pages", head: ["", "ms"], rows: [["first", "0.20"]] };
    const marks = ["<!-- figures: written by the command below -->", "<!-- end of figures -->"];
    const page = `# Title\n\n${marks[0]}\n\nold\n\n${marks[1]}\n\nThe rest.\n`;

    const filled = withFigures(withFigures(page, "older"), figures([table], "Taken here."));

    assert.equal(
      filled,
      `# Title\n\n${marks[0]}\n\nPages:\n\n|       |   ms |\n| ----- | ---: |\n| first | 0.20 |\n\nTaken here.\n\n${marks[1]}\n\nThe rest.\n`,
    );
  });
});

describe("a closed loop", () => {
  it("counts refused acts by their SQLSTATE, and only successful ones as done", async () => {
    const database = await createEmptyDatabase();
    let acts = 0;
    const variant = {
      name: "every second one divides by zero",
      client: (connection: { execute(script: string): Promise<void> }) => async () => {
        acts += 1;
        await connection.execute(`begin; select 1 / ${acts % 2}; commit`);
      },
    };

    const { outcomes, per_second } = await closedLoop(variant, {
      url: database.databaseUrl,
      clients: 1,
      seconds: 0.2,
    }).finally(() => database.drop());

    const { done = 0, "22012": refused = 0 } = outcomes;
    assert.ok(done > 0 && Math.abs(done - refused) <= 1, JSON.stringify(outcomes));
    assert.ok(per_second <= done / 0.2);
  });
});

import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { checkout, readDocument, tableRows } from "./document.ts";

const documents = globSync(["*.md", "{docs,client,examples}/**/*.md"], { cwd: checkout }).sort();
const ofTheCheckout = /`((?:\.ci|bin|client|dev|docs|examples|migrations|src|test)\/[\w./-]*)`/g;

describe("the documents", () => {
  for (const path of documents) {
    it(`name only files that exist: ${path}`, () => {
      const document = readDocument(path);
      const links = [...document.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) =>
        join(dirname(path), link),
      );
      const named = [...document.matchAll(ofTheCheckout)].map(([, file = ""]) => file);

      const missing = [...links, ...named].filter((file) => !existsSync(join(checkout, file)));
      assert.deepEqual(missing, []);
    });
  }

  for (const path of documents) {
    it(`have each heading once: ${path}`, () => {
      const text = readDocument(path).replace(/^```[\s\S]*?^```/gm, "");
      // Every version in the changelog has the same sections.
      const version = path === "CHANGELOG.md" ? /^(?=## )/m : /(?!)/;
      const repeated = text.split(version).flatMap((part) => {
        const headings = [...part.matchAll(/^#+ .+$/gm)].map(([heading]) => heading);
        return headings.filter((heading, at) => headings.indexOf(heading) !== at);
      });

      assert.deepEqual(repeated, []);
    });
  }

  it("name only functions that exist in the files of the tour", () => {
    const tour = readDocument("docs/tour.md");
    const code = [...tour.matchAll(ofTheCheckout)]
      .map(([, file = ""]) => readFileSync(join(checkout, file), "utf8"))
      .join();
    const functions = [...tour.matchAll(/`([a-z]\w*[A-Z]\w*)`/g)].map(([, name = ""]) => name);

    assert.ok(functions.length > 30);
    assert.deepEqual(
      functions.filter((name) => !new RegExp(`\\b(?:const|function) ${name}\\b`).test(code)),
      [],
    );
  });

  it("name only functions that exist in the files of the guarantees", () => {
    const guarantees = readDocument("docs/guarantees.md");
    const named = [...guarantees.matchAll(/`(\w+)` in `([^`]+\.ts)`/g)];

    assert.ok(named.length > 10);
    for (const [, name = "", file = ""] of named) {
      const isDefined = new RegExp(`\\b(?:class|const|function\\*?) ${name}\\b|^ +${name}\\(`, "m");
      assert.match(readDocument(file), isDefined, `${file} has no ${name}.`);
    }
  });

  it("name an existing test for each guarantee, by its file and its title", () => {
    const rules = readDocument("docs/guarantees.md")
      .split(/^## /m)
      .flatMap((part) => tableRows(part));

    assert.ok(rules.length > 20);
    for (const [rule, , tests = ""] of rules) {
      const named = [...tests.matchAll(/`([^`]+\.test\.ts|test\/[^`]+)`([^`]*)/g)];
      assert.ok(named.length > 0, `${rule} names no test.`);
      for (const [, file = "", titles = ""] of named) {
        for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g)) {
          assert.ok(readDocument(file).includes(title), `${file} has no test "${title}".`);
        }
      }
    }
  });
});

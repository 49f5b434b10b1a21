import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { toClean } from "./to-clean.ts";
import { names, phrases, type Term } from "./vocabulary.ts";

const root = join(import.meta.dirname, "../..");

interface Line {
  file: string;
  number: number;
  text: string;
}

/** History that stays as it was written, what programs made, and the lists of this test. */
const isExcluded =
  /(^|\/)(node_modules|dist|data)\/|^(CHANGELOG\.md|package-lock\.json|openapi\.json|client\/operations\.ts)$|^test\/architecture\/(vocabulary(\.test)?|to-clean)\.ts$/;

const files = textFiles();
const lines = files.flatMap(linesOf);

describe("the vocabulary", () => {
  it("is read from every folder of text", () => {
    const folders = new Set(lines.map(({ file }) => file.split("/")[0]));
    for (const folder of [
      "src",
      "bin",
      "dev",
      "test",
      "bench",
      "client",
      "examples",
      "docs",
      "web",
    ]) {
      assert.ok(folders.has(folder), folder);
    }
  });

  for (const term of names) {
    it(`has no name like ${term.word}: use ${term.instead}`, () => {
      none(term, lines);
    });
  }

  for (const term of phrases) {
    it(`does without "${term.word}": use ${term.instead}`, () => {
      const cleaned = new Set(files.filter((file) => !isToClean(file, term.word)));
      none(
        term,
        lines.filter(({ file }) => cleaned.has(file)),
      );
    });
  }
});

/** Whether the file lies in a folder that may still have the phrase. */
function isToClean(file: string, word: string): boolean {
  return Object.entries(toClean).some(
    ([place, words]) =>
      (file === place || file.startsWith(`${place}/`)) && words.split(", ").includes(word),
  );
}

function none({ pattern, files = /./, except, instead }: Term, among: readonly Line[]): void {
  const found = among.filter(
    ({ file, text }) => files.test(file) && pattern.test(text) && except?.test(text) !== true,
  );
  assert.deepEqual(
    found.map(({ file, number, text }) => {
      return `${file}:${number}: ${pattern.exec(text)?.[0]} -> ${instead}`;
    }),
    [],
  );
}

function textFiles(): string[] {
  return globSync(
    [
      "{src,bin,dev,test,bench,client,examples,docs,web}/**/*.{ts,tsx,js,md,sh,css,html}",
      "*.{md,json,yaml}",
      "bin/slacky",
      "Dockerfile",
    ],
    { cwd: root },
  )
    .filter((file) => !isExcluded.test(file))
    .sort();
}

function linesOf(file: string): Line[] {
  return readFileSync(join(root, file), "utf8")
    .split("\n")
    .map((text, index) => ({ file, number: index + 1, text }));
}

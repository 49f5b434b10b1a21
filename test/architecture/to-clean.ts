/**
 * The files and folders that still have some of the phrases of vocabulary.ts, and which. A folder that is cleaned loses
 * its line here; none is added.
 */
export const toClean: Readonly<Record<string, string>> = {
  "bench/tradeoffs": "as with",
  dev: "of which, tell, strange, judge",
  "docs/tradeoffs": "behind",
  examples: "of which, behind, tell",
  "src/doctor": "behind",
  "test/pgbouncer": "tell",
  "test/statements": "of which, whoever, but for, behind, tell, is no, judge",
};

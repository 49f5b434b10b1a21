/**
 * The files and folders that still have some of the phrases of vocabulary.ts, and which. A folder that is cleaned loses
 * its line here; none is added.
 */
export const toClean: Readonly<Record<string, string>> = {
  "docs/tradeoffs": "behind",
  "src/doctor": "behind",
};

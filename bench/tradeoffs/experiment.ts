/** One question, answered by running the choices side by side. */
export interface Experiment {
  /** `npm run tradeoffs -- NAME` repeats it. */
  name: string;
  /** The page of docs/tradeoffs/ that tells what came out. */
  page: string;
  /** Whether its database begins with Slacky's schema, or with nothing. */
  schema: "slacky" | "own";
  run(lab: Lab): Promise<Table[]>;
}

/** What an experiment works with: a database of its own, and how long to look. */
export interface Lab {
  /** For the clients: the role that serves, or the owner where the tables are the experiment's own. */
  url: string;
  /** For whoever makes the tables. */
  ownerUrl: string;
  /** How long each look at a variant lasts. */
  seconds: number;
  /** How often the variants take turns. */
  rounds: number;
  /** So many rows, or a hundredth of them where a test only wants to see that it works. */
  rows(count: number): number;
  show(text: string): void;
}

/** What came out, as the page shows it: the first column is words, all others are figures. */
export interface Table {
  about: string;
  head: string[];
  rows: string[][];
}

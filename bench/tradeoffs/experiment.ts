/** One question, answered by measuring the alternatives side by side. */
export interface Experiment {
  /** `npm run tradeoffs -- NAME` runs it. */
  name: string;
  /** The page of docs/tradeoffs/ with its results. */
  page: string;
  /** Whether its database starts with Slacky's schema or empty. */
  schema: "slacky" | "own";
  run(lab: Lab): Promise<Table[]>;
}

/** What an experiment runs on: a database of its own, and how long to measure. */
export interface Lab {
  /** The address for the clients: with the role of the server, or the owner if the tables are the experiment's own. */
  url: string;
  /** The address for creating tables. */
  ownerUrl: string;
  /** The length of one measurement. */
  seconds: number;
  /** How often each variant is measured. */
  rounds: number;
  /** Returns `count`, or a hundredth of it in a test. */
  rows(count: number): number;
  show(text: string): void;
}

/** Results as the page shows them: the first column is text, all others are figures. */
export interface Table {
  about: string;
  head: string[];
  rows: string[][];
}

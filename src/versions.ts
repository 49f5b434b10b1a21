import { Problem } from "./problems.ts";

/** Which version a change may meet: any at all, or one of these. There may be none, which nothing meets. */
export type ExpectedVersion = "any" | readonly number[];

/** Judges a row's version under the lock that it will be changed under: 412 `version_mismatch` otherwise. */
export function checkVersion(
  row: { version: number },
  expected: ExpectedVersion | undefined,
): void {
  if (expected === undefined || expected === "any" || expected.includes(row.version)) return;
  throw new Problem(
    "version_mismatch",
    `The current version is ${row.version}. Read it before you change it.`,
    {
      current_version: row.version,
    },
  );
}

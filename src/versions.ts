import { Problem } from "./problems.ts";

/** The versions that a change accepts: any, or one of these. An empty list accepts none. */
export type ExpectedVersion = "any" | readonly number[];

/**
 * Checks a row's version under the lock under which it will be changed. Throws `version_mismatch`, with
 * `current` if it is given: what the caller would have to read next.
 */
export function checkVersion(
  row: { version: number },
  expected: ExpectedVersion | undefined,
  current?: object,
): void {
  if (expected === undefined || expected === "any" || expected.includes(row.version)) return;
  throw new Problem(
    "version_mismatch",
    `The current version is ${row.version}. Read it before you change it.`,
    {
      current_version: row.version,
      ...(current && { current }),
    },
  );
}

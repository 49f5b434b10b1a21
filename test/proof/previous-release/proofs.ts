import { runOldTests } from "./old-tests.ts";
import { missingRelease } from "./release.ts";
import { proveSideBySide } from "./side-by-side.ts";

/** The proofs that the previous release works on the schema of this version, for the list in proofs.ts. */
export const previousReleaseProofs = [
  {
    promise:
      "previous release: its processes serve requests on the new schema beside those of this version",
    large: 20,
    count: async (rounds: number) => {
      const { failed, commands_failed, ...counts } = await proveSideBySide(rounds);
      for (const one of [...failed, ...commands_failed]) console.log(`  ${one}`);
      return { ...counts, failed: failed.length, commands_failed: commands_failed.length };
    },
    expected: () => ({
      ...{ failed: 0, different: 0, late_in_feed: 0, late_in_audit: 0, twice: 0 },
      commands_failed: 0,
    }),
    missing: missingRelease,
  },
  {
    promise: "previous release: the tests of its slices pass on the new schema",
    large: 1,
    count: async () => {
      const { failed, passed_unexpectedly, ...counts } = await runOldTests();
      for (const one of [...failed, ...passed_unexpectedly]) console.log(`  ${one}`);
      return {
        ...counts,
        failed: failed.length,
        passed_unexpectedly: passed_unexpectedly.length,
      };
    },
    expected: () => ({ failed: 0, passed_unexpectedly: 0 }),
    missing: missingRelease,
  },
];

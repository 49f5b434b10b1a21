import { type DedicatedConnection, inTransaction } from "../dedicated-connection.ts";
import { sql } from "../sql.ts";
import { beforeBaseline } from "./before-baseline.ts";
import { type AppliedMigration, type Migration, MigrationError } from "./migration-files.ts";
import { recordMigration } from "./run-migration.ts";

/** The last file that describes the schema as version 0.2.0 has it. Later ones change it. */
export const lastOfBaseline = "0018_create_search_documents.sql";

/**
 * The ledger of a database as this version names its migrations. Before version 0.2.0 the same
 * schema was the result of other files, which were folded into one per subject. A database that
 * has exactly those has the baseline. Throws MigrationError if it has only some of them, or others.
 */
export function adoptBaseline(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly AppliedMigration[] {
  if (!isBeforeBaseline(applied)) return applied;
  const differences = beforeBaseline.filter((migration, at) => !isSame(migration, applied[at]));
  if (differences.length > 0 || applied.length > beforeBaseline.length) {
    throw new MigrationError(
      "This database was created before version 0.2.0 and does not have exactly the " +
        `${beforeBaseline.length} migrations that came before it: it has ${applied.length}, and ` +
        `${differences[0]?.name ?? applied.at(-1)?.name} differs. Check out the tag v0.1.0, run ` +
        "`slacky migrate` there, then migrate again with this version.",
    );
  }
  return files.filter(({ name }) => name <= lastOfBaseline);
}

/** Replaces the ledger of a database from before version 0.2.0, in one transaction. */
export async function rewriteLedger(
  owner: DedicatedConnection,
  baseline: readonly AppliedMigration[],
): Promise<void> {
  await inTransaction(owner, async () => {
    await owner.query(sql`delete from public.schema_migrations`);
    for (const migration of baseline) await recordMigration(owner, migration);
  });
}

function isBeforeBaseline([first]: readonly AppliedMigration[]): boolean {
  return isSame(beforeBaseline[0], first);
}

function isSame(one: AppliedMigration | undefined, other: AppliedMigration | undefined): boolean {
  return one !== undefined && one.name === other?.name && one.sha256 === other.sha256;
}

import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

export interface Migration {
  name: string;
  text: string;
  sha256: string;
  /** The first version of Slacky that works after it, such as `0.4`; null if those before it do too. */
  needs: string | null;
}

/** What the database records of a migration. */
export type AppliedMigration = Pick<Migration, "name" | "sha256"> &
  Partial<Pick<Migration, "needs">>;

const NEEDS = /^-- slacky:needs (\d+\.\d+)\s*$/m;

/** A migration cannot run or has failed; the message says what to do. */
export class MigrationError extends Error {}

/** Reads the `NNNN_name.sql` files of a folder, in the order of their numbers. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  refuseNames(names);
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), "utf8");
      const [, needs = null] = NEEDS.exec(text) ?? [];
      return { name, text, sha256: hash("sha256", text), needs };
    }),
  );
}

/** The applied migrations that come after all files: a newer version of Slacky applied them. */
export function newerMigrations(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): AppliedMigration[] {
  const last = files.at(-1)?.name ?? "";
  return applied.filter(({ name }) => name > last);
}

/**
 * Returns the files that have not been applied. Each applied migration must still exist, unchanged,
 * and come before all pending ones: otherwise two databases of one version could differ. Those of a
 * newer version may be missing, unless `running`, this version, is older than what they need: so an
 * old process starts again during an upgrade, and an upgrade can be undone. Throws MigrationError.
 */
export function pendingMigrations(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
  running: string,
): Migration[] {
  const newer = new Set(newerMigrations(files, applied));
  const fileOf = new Map(files.map((file) => [file.name, file]));
  const isApplied = new Set(applied.map(({ name }) => name));
  const last =
    applied
      .map(({ name }) => name)
      .sort()
      .at(-1) ?? "";
  const pending = files.filter(({ name }) => !isApplied.has(name));

  refuse([
    ...applied.map((migration) => {
      const { name, sha256, needs } = migration;
      const file = fileOf.get(name);
      if (!file && newer.has(migration)) {
        if (!needs || !isOlder(running, needs)) return undefined;
        return `${name} was applied by a newer version of Slacky and needs version ${needs}. This is ${running}: start version ${needs} or newer.`;
      }
      if (!file) return `${name} was applied here but is not in the folder. Restore the file.`;
      if (file.sha256 !== sha256) {
        return `${name} was changed after it was applied. Restore the file and add a new migration.`;
      }
      return undefined;
    }),
    ...pending.map(({ name }) =>
      name < last
        ? `${name} comes before ${last}, which is already applied. Give it the next number.`
        : undefined,
    ),
  ]);
  return pending;
}

function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number));
  const [major = 0, minor = 0] = one ?? [];
  const [otherMajor = 0, otherMinor = 0] = other ?? [];
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

function refuseNames(names: readonly string[]): void {
  refuse(
    names.map((name, index) => {
      if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name)) {
        return `${name} is not a valid name: name the migration like 0001_create_users.sql.`;
      }
      const previous = names[index - 1];
      return previous?.slice(0, 4) === name.slice(0, 4)
        ? `${previous} and ${name} have the same number.`
        : undefined;
    }),
  );
}

function refuse(faults: readonly (string | undefined)[]): void {
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0) throw new MigrationError(found.join("\n"));
}

import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Migration } from "../../src/db/migrations/migration-files.ts";

/**
 * The migrations from before the baseline. They are in one file, in which `-- FILE` and the name come before each.
 */
export async function readOldMigrations(): Promise<Migration[]> {
  const [, ...parts] = (await readFixture("migrations.sql")).split(/^-- FILE /m);
  return parts.map((part) => {
    const end = part.indexOf("\n");
    const text = part.slice(end + 1);
    return { name: part.slice(0, end), text, sha256: hash("sha256", text), needs: null };
  });
}

/** The text of one of them. */
export async function readOldMigration(name: string): Promise<string> {
  const found = (await readOldMigrations()).find((migration) => migration.name === name);
  if (!found) throw new Error(`No migration had the name ${name}.`);
  return found.text;
}

export function readFixture(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, name), "utf8");
}

import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { AlreadyRunningError, lockDataDir } from "./owner-lock.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { endOrphan } from "./postgres-process.ts";

const prefix = "slacky-throw-away-";

/** A database for tests and checks, in a temporary folder that is deleted when it is stopped. */
export async function startThrowAwayPostgres({ binaries }: { binaries?: PostgresBinaries } = {}) {
  await removeAbandoned();
  const dataDir = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o711);
  try {
    const database = await startEmbeddedPostgres({ dataDir, durable: false, binaries });
    return { ...database, stop: () => database.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The folders that killed runs left: without an owner, and too old to be just starting. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const dataDir = join(tmpdir(), name);
    if (!name.startsWith(prefix) || !isOldAndOurs(dataDir)) continue;
    try {
      const lock = lockDataDir(dataDir, { waitMs: 0 });
      await endOrphan(join(dataDir, "postgres"));
      lock.release();
    } catch (error) {
      if (error instanceof AlreadyRunningError) continue;
      throw error;
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function isOldAndOurs(folder: string): boolean {
  const entry = statSync(folder, { throwIfNoEntry: false });
  return entry?.uid === process.getuid?.() && Date.now() - (entry?.mtimeMs ?? 0) > 60_000;
}

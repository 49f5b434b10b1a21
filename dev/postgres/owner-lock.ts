import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CommandError } from "../../bin/command-error.ts";
import { makeDataDir } from "../data-dir.ts";

export interface OwnerLock {
  release(): void;
}

/** Another living process owns the data. The message is for the person who started this one. */
export class AlreadyRunningError extends CommandError {
  constructor(dataDir: string) {
    super(
      `Slacky is already running on the data in ${dataDir}${processOf(dataDir)}. ` +
        "Stop it with Ctrl-C, or set SLACKY_DATA_DIR to another folder.",
    );
  }
}

/**
 * Makes this process the owner of a data folder. The lock is the kernel's, on a file that SQLite
 * locks for us: it ends with the process, however that dies, so there cannot be a stale lock, nor a
 * process ID that another process has by now.
 */
export function lockDataDir(dataDir: string, { waitMs }: { waitMs: number }): OwnerLock {
  makeDataDir(dataDir);
  const file = new DatabaseSync(join(dataDir, "lock"), { timeout: waitMs });
  try {
    file.exec("begin exclusive");
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new AlreadyRunningError(dataDir);
    }
    throw error;
  }
  writeFileSync(ownerFile(dataDir), String(process.pid));
  return {
    release() {
      rmSync(ownerFile(dataDir), { force: true });
      file.close();
    },
  };
}

const SQLITE_BUSY = 5;

function ownerFile(dataDir: string): string {
  return join(dataDir, "owner.pid");
}

function processOf(dataDir: string): string {
  try {
    return `, as process ${readFileSync(ownerFile(dataDir), "utf8")}`;
  } catch {
    return "";
  }
}

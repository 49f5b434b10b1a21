import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type SecretName = "jwt" | "slacky" | "database-owner" | "database-app";

/**
 * A random secret, generated at the first call and stored with mode 0600 in the data folder.
 * Two processes that generate one at the same time get the same secret, because only one link can be created.
 */
export function keptSecret(dataDir: string, name: SecretName): string {
  const folder = join(dataDir, "secrets");
  const path = join(folder, name);
  const kept = read(path);
  if (kept) return kept;

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, "utf8");
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

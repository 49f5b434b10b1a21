import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildWeb, checkout, target } from "./build.ts";

/** Builds the app unless web/dist was built from the same files. Returns whether it did. */
export async function buildIfChanged(): Promise<boolean> {
  const inputs = hashInputs();
  if ((await builtFrom()) === inputs) return false;
  await buildWeb(inputs);
  return true;
}

/** A hash of everything that the build reads: the sources, and the versions of the libraries. */
export function hashInputs(): string {
  const files = globSync(
    ["web/**/*.{ts,tsx,css,html,svg,woff2,webmanifest,txt}", "client/**/*.ts", "dev/web/*.ts"],
    { cwd: checkout, exclude: ["web/dist/**", "client/dist/**", "web/test/**", "**/*.test.ts"] },
  );
  const hash = createHash("sha256");
  for (const file of [...files.sort(), "package-lock.json"]) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(checkout, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

async function builtFrom(): Promise<string | undefined> {
  try {
    return await readFile(join(target, "inputs"), "utf8");
  } catch {
    return undefined;
  }
}

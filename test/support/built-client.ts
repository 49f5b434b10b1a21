import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");

/** Puts the client's package into a folder as npm would: JavaScript, types and package.json. */
export async function installClient(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const tsc = join(root, "node_modules/.bin/tsc");
  const dist = join(folder, "dist");
  await promisify(execFile)(tsc, ["--project", join(root, "client"), "--outDir", dist]);
  await cp(join(root, "client/package.json"), join(folder, "package.json"));
}

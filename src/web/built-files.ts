import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** One built file, with its compressed forms. */
export interface BuiltFile {
  content: Buffer;
  gzip: Buffer | undefined;
  brotli: Buffer | undefined;
  /** With quotes, as the header needs it. */
  etag: string;
}

/** The built app: its page, and what the page loads. */
export interface BuiltWeb {
  page: string;
  assets: ReadonlyMap<string, BuiltFile>;
}

/**
 * Reads the whole folder into memory, so that a build while the server runs does not mix two versions.
 * Undefined if the app was not built.
 */
export function readBuiltWeb(folder: string): BuiltWeb | undefined {
  const assetFolder = path.join(folder, "assets");
  const page = readIfExists(path.join(folder, "index.html"));
  if (!page) return undefined;
  const names = readdirSync(assetFolder).filter((name) => !/\.(br|gz)$/.test(name));
  const assets = new Map(names.map((name) => [name, readAsset(path.join(assetFolder, name))]));
  return { page: page.toString(), assets };
}

function readAsset(file: string): BuiltFile {
  const content = readFileSync(file);
  return {
    content,
    gzip: readIfExists(`${file}.gz`),
    brotli: readIfExists(`${file}.br`),
    etag: etagOf(content),
  };
}

export function etagOf(content: Buffer | string): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}

function readIfExists(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

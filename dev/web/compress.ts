import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** What is compressed already does not get smaller. */
const isCompressible = /\.(js|css|svg|json|webmanifest|txt)$/;

/** Writes a `.gz` and a `.br` copy beside every file that gets smaller by it. */
export async function compressFolder(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => isCompressible.test(name));
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(folder, name));
      const [gz, br] = await Promise.all([
        compressGzip(content, { level: 9 }),
        compressBrotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      ]);
      for (const [ending, compressed] of [["gz", gz] as const, ["br", br] as const]) {
        if (compressed.length < content.length) {
          await writeFile(join(folder, `${name}.${ending}`), compressed);
        }
      }
    }),
  );
}

/** Eight characters of a hash, for names and IDs. */
export function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
}

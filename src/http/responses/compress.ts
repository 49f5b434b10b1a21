import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request } from "express";
import { limits } from "../../limits.ts";

/** A content coding (RFC 9110 section 8.4.1). */
type Coding = "br" | "gzip";

const byBrotli = promisify(brotliCompress);
const byGzip = promisify(gzip);

/**
 * The coding that a client accepts for this body; undefined if it is sent as it is. A client decides
 * by its weights whether it wants one at all. Between the two, Brotli costs less.
 */
export function codingFor(req: Request, body: string): Coding | undefined {
  if (body.length < limits.compressed_from_bytes) return undefined;
  if (req.headers["accept-encoding"] === undefined) return undefined;
  const accepted = req.acceptsEncodings();
  const wanted = accepted.slice(0, accepted.indexOf("identity") >>> 0);
  if (wanted.includes("br")) return "br";
  return wanted.includes("gzip") ? "gzip" : undefined;
}

/**
 * Compresses on a thread of libuv, so that other requests are answered meanwhile. At the lowest
 * level: a page of 77 kB becomes 16, and the sixth level would make 15 of it for three times the CPU.
 */
export async function compress(body: string, coding: Coding): Promise<Buffer> {
  const bytes = Buffer.from(body);
  if (coding === "gzip") return await byGzip(bytes, { level: constants.Z_BEST_SPEED });
  return await byBrotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 1,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

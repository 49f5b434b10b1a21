import { createHash, createHmac, randomBytes } from "node:crypto";

/** The prefix lets secret scanners find a token that leaked into a repository or a log. */
const prefix = "slr_";

/** 256 random bits, so a plain hash of it is safe to store. */
export function newRefreshToken(): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** The hash that is stored instead of the token. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * The token that replaces this one once it is spent. It is derived rather than random: a client
 * that lost the response and repeats the refresh gets the same successor, although the database
 * stores only hashes.
 */
export function successorOf(
  token: string,
  { sessionId, secret }: { sessionId: string; secret: string },
): string {
  const message = JSON.stringify(["slacky.refresh.v1", sessionId, token]);
  return prefix + createHmac("sha256", secret).update(message).digest("base64url");
}

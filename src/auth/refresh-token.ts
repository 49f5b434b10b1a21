import { createHash, createHmac, randomBytes } from "node:crypto";

/** The prefix lets a secret scanner find a token that leaked into a repository or a log. */
const prefix = "slr_";

/** 256 random bits: as a whole the secret, so a plain hash of it is safe to store. */
export function newRefreshToken(): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** What is stored in the token's place. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * The token that follows when this one is spent. It is derived, not drawn: a client that lost the
 * answer and repeats the refresh gets the same successor, though the database holds hashes only.
 */
export function successorOf(
  token: string,
  { sessionId, secret }: { sessionId: string; secret: string },
): string {
  const message = JSON.stringify(["slacky.refresh.v1", sessionId, token]);
  return prefix + createHmac("sha256", secret).update(message).digest("base64url");
}

import { createHmac } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import bcrypt from "bcrypt";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { normalizePassword } from "../text/password.ts";
import { isGuessable } from "./password-blocklist.ts";

/** About 250 ms per password on servers of 2026. */
export const bcryptCost = 12;

/**
 * bcrypt runs on libuv's four threads, which DNS lookups and file access need too: two stay free.
 */
const runningMax = 2;
const waitingMax = 100;

/** Receives "hash" or "compare" whenever a bcrypt operation starts. */
export const bcryptChannel = channel("slacky:bcrypt");

/** `outdated` is a match whose hash should be replaced. */
export type PasswordMatch = "no" | "yes" | "outdated";

export interface Passwords {
  hashPassword(userId: string, password: string): Promise<string>;
  matchPassword(userId: string, password: string, hash: string): Promise<PasswordMatch>;
  /**
   * Takes as long as a comparison, so that timing does not reveal which addresses have accounts.
   */
  compareWithDummy(password: string): Promise<"no">;
}

/**
 * The functions that hash or compare throw `unavailable` if too many operations wait. Pass `cost`
 * only in tests.
 */
export function createPasswords({ cost = bcryptCost }: { cost?: number } = {}): Passwords {
  const enqueue = createQueue();
  const nobody = { id: "nobody", hash: `$2b$${String(cost).padStart(2, "0")}$${"w".repeat(53)}` };

  function compare(userId: string, password: string, hash: string): Promise<boolean> {
    return enqueue("compare", () => bcrypt.compare(digest(userId, password), hash));
  }
  async function matchPassword(userId: string, password: string, hash: string) {
    const normalized = normalizePassword(password);
    if (await compare(userId, normalized, hash)) {
      return bcrypt.getRounds(hash) < cost ? "outdated" : "yes";
    }
    // Earlier versions hashed passwords as they were sent.
    if (normalized === password) return "no";
    return (await compare(userId, password, hash)) ? "outdated" : "no";
  }
  return {
    hashPassword: (userId, password) =>
      enqueue("hash", () => bcrypt.hash(digest(userId, normalizePassword(password)), cost)),
    matchPassword,
    async compareWithDummy(password) {
      await matchPassword(nobody.id, password, nobody.hash);
      return "no";
    },
  };
}

/** Says in a sentence what is wrong with a new password; undefined if nothing is. */
export function passwordError(
  sent: string,
  { lengthMin, context }: { lengthMin: number; context: readonly string[] },
): string | undefined {
  const lengthMax = limits.password_max;
  const password = normalizePassword(sent);
  const length = [...password].length;
  if (length < lengthMin) return `Must be at least ${lengthMin} characters long.`;
  if (length > lengthMax) return `Must be at most ${lengthMax} characters long.`;
  if (!password.isWellFormed()) return "Must not contain half of a surrogate pair.";
  if (isGuessable(password, context)) {
    return "Is easy to guess: a common password, a pattern, or derived from your name or email address. Choose another.";
  }
  return undefined;
}

/**
 * bcrypt reads at most 72 bytes, so it gets 64 that represent the whole password. The key differs by
 * user: SHA-384 hashes that leaked elsewhere cannot be tried in place of the password. It is not a
 * secret, because replacing a secret would invalidate every password.
 */
function digest(userId: string, password: string): string {
  return createHmac("sha384", `slacky.password.v1:${userId}`).update(password).digest("base64");
}

function createQueue() {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function acquireSlot(): Promise<void> {
    if (running < runningMax) {
      running += 1;
    } else if (waiting.length < waitingMax) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      const detail = "Too many people are signing in right now. Try again in a second.";
      throw new Problem("unavailable", detail, { retry_after: 1 });
    }
  }

  /**
   * A released slot goes directly to the first operation in the queue, so that no later one can
   * overtake it.
   */
  function releaseSlot(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return async <T>(operation: "hash" | "compare", work: () => Promise<T>): Promise<T> => {
    await acquireSlot();
    try {
      bcryptChannel.publish(operation);
      return await work();
    } finally {
      releaseSlot();
    }
  };
}

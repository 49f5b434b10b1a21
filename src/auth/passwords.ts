import { createHmac } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import bcrypt from "bcrypt";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { isGuessable } from "./password-blocklist.ts";

/** About 250 ms a password on the servers of 2026. */
export const bcryptCost = 12;

/** bcrypt runs on the four threads that name look-ups and files need too: half stay free. */
const runningMax = 2;
const waitingMax = 100;

/** Hears of every bcrypt operation, "hash" or "compare", as it starts. */
export const bcryptChannel = channel("slacky:bcrypt");

export interface Passwords {
  hashPassword(userId: string, password: string): Promise<string>;
  passwordMatches(userId: string, password: string, hash: string): Promise<boolean>;
  /** Costs what a comparison costs, so that time does not tell which addresses have accounts. */
  matchesNobody(password: string): Promise<false>;
  /** Whether the hash is cheaper to guess than one made today. */
  needsRehash(hash: string): boolean;
}

/** Throws 503 `unavailable` when too many operations wait. Another cost is for tests only. */
export function createPasswords({ cost = bcryptCost }: { cost?: number } = {}): Passwords {
  const inTurn = createQueue();
  const nobody = { id: "nobody", hash: `$2b$${String(cost).padStart(2, "0")}$${"w".repeat(53)}` };

  function compare(userId: string, password: string, hash: string): Promise<boolean> {
    return inTurn("compare", () => bcrypt.compare(digest(userId, password), hash));
  }
  return {
    hashPassword: (userId, password) =>
      inTurn("hash", () => bcrypt.hash(digest(userId, password), cost)),
    passwordMatches: compare,
    async matchesNobody(password) {
      await compare(nobody.id, password, nobody.hash);
      return false;
    },
    needsRehash: (hash) => bcrypt.getRounds(hash) < cost,
  };
}

/** What is wrong with a new password, as a sentence; undefined when nothing is. */
export function passwordError(
  password: string,
  { lengthMin, context }: { lengthMin: number; context: readonly string[] },
): string | undefined {
  const lengthMax = limits.password_max;
  const length = [...password].length;
  if (length < lengthMin) return `A password has at least ${lengthMin} characters.`;
  if (length > lengthMax) return `A password has at most ${lengthMax} characters.`;
  if (!password.isWellFormed()) return "The password has half a character (a lone surrogate).";
  if (isGuessable(password, context)) {
    return "This is easy to guess: a common password, a pattern, or made of your name or address.";
  }
  return undefined;
}

/**
 * bcrypt reads 72 bytes and no more, so it gets 64 that stand for all of the password, taken exactly
 * as received. The key differs by user: SHA-384 hashes that leaked elsewhere cannot be tried in the
 * password's place. It is no secret, because replacing a secret would end every password.
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
      const detail = "Too many people are signing in at this moment.";
      throw new Problem("unavailable", detail, { retry_after: 1 });
    }
  }

  /** A place that is given up goes straight to the first who waits: nobody can slip in between. */
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

import { createHmac } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import bcrypt from "bcrypt";
import { limits } from "../limits.ts";
import { normalizePassword } from "../text/password.ts";
import { isGuessable } from "./password-blocklist.ts";
import { createPasswordQueue, type PasswordSender } from "./password-queue.ts";

/** About 250 ms per password on servers of 2026. */
export const bcryptCost = 12;

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
  /** The same for somebody else: each sender has a turn of their own in the queue. */
  from(sender: PasswordSender): Passwords;
}

/** Commands of the operator run in a process of their own. */
const operator: PasswordSender = { address: "operator", isKnown: true };

/**
 * The functions that hash or compare throw `unavailable` if too many operations wait. bcrypt runs
 * on libuv's four threads, which DNS lookups and file access need too: the queue uses two of them.
 * Pass `cost` only in tests.
 */
export function createPasswords({ cost = bcryptCost }: { cost?: number } = {}): Passwords {
  const inTurn = createPasswordQueue();
  const nobody = { id: "nobody", hash: `$2b$${String(cost).padStart(2, "0")}$${"w".repeat(53)}` };

  const passwordsOf = (sender: PasswordSender): Passwords => {
    const run = <T>(operation: "hash" | "compare", work: () => Promise<T>): Promise<T> =>
      inTurn(sender, () => {
        bcryptChannel.publish(operation);
        return work();
      });
    const compare = (userId: string, password: string, hash: string): Promise<boolean> =>
      run("compare", () => bcrypt.compare(digest(userId, password), hash));
    const matchPassword: Passwords["matchPassword"] = async (userId, password, hash) => {
      const normalized = normalizePassword(password);
      if (await compare(userId, normalized, hash)) {
        return bcrypt.getRounds(hash) < cost ? "outdated" : "yes";
      }
      // Earlier versions hashed passwords as they were sent.
      if (normalized === password) return "no";
      return (await compare(userId, password, hash)) ? "outdated" : "no";
    };
    return {
      hashPassword: (userId, password) =>
        run("hash", () => bcrypt.hash(digest(userId, normalizePassword(password)), cost)),
      matchPassword,
      async compareWithDummy(password) {
        await matchPassword(nobody.id, password, nobody.hash);
        return "no";
      },
      from: passwordsOf,
    };
  };
  return passwordsOf(operator);
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

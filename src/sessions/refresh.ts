import { hashToken, successorOf } from "../auth/refresh-token.ts";
import type { Origin } from "../auth/workspace-context.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import {
  endSession,
  extendSession,
  insertRefreshToken,
  isSuccessorUnused,
  type LockedRefreshToken,
  lockRefreshToken,
  spendRefreshToken,
} from "./queries.ts";
import { type LiveSession, type SignedIn, signedIn } from "./signed-in.ts";

/**
 * Exchanges a refresh token for the next one. A spent token returns the same successor again while the
 * client may not have received the first response: for 30 seconds, and for a day as long as nothing that
 * was issued with the successor has been used. After that it has leaked, so its session ends. Throws
 * `invalid_refresh_token`.
 */
export async function refreshSession(
  instance: Instance,
  token: string | undefined,
  origin: Origin,
): Promise<SignedIn> {
  if (token === undefined) {
    throw new Problem("invalid_refresh_token", "There is no session cookie. Sign in.");
  }
  // What this process has seen of the session counts, even if it is not stored yet.
  await instance.receivedRefreshes.settle();
  // The error is thrown only after COMMIT, because ending a leaked session must not be rolled back.
  const live = await transaction(instance.db, (tx) => spend(tx, instance, token, origin));
  if (live) return signedIn(instance, live);
  throw new Problem(
    "invalid_refresh_token",
    "This refresh token is unknown, has expired, or was already used. Sign in again.",
  );
}

async function spend(
  tx: Tx,
  { config }: Instance,
  token: string,
  origin: Origin,
): Promise<LiveSession | undefined> {
  const hash = hashToken(token);
  const locked = await lockRefreshToken(tx, hash);
  if (!locked?.session_is_live) return undefined;
  const { session_id, user } = locked;
  const generation = locked.generation + 1;
  const secret = config.slackySecret;
  const refresh_token = successorOf(token, { sessionId: session_id, secret });
  const successor_hash = hashToken(refresh_token);
  if (!locked.is_spent) {
    await tx.batch([
      spendRefreshToken(hash),
      insertRefreshToken({ hash: successor_hash, session_id, generation }),
      extendSession(session_id),
    ]);
  } else if (!locked.is_fresh && !(await isSuccessorUnused(tx, { hash, successor_hash }))) {
    await endLeaked(tx, locked, origin);
    return undefined;
  }
  return { session_id, user, refresh_token, generation };
}

async function endLeaked(
  tx: Tx,
  { session_id, user }: LockedRefreshToken,
  origin: Origin,
): Promise<void> {
  await endSession(tx, { id: session_id, user_id: user.id });
  recordEvent(
    tx,
    { workspace_id: null, actor: user, origin },
    {
      type: "session.reuse_detected",
      subject: { type: "session", id: session_id },
      outcome: "refused",
    },
  );
}

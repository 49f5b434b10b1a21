import { randomUUIDv7 } from "node:crypto";
import { hashToken, newRefreshToken } from "../auth/refresh-token.ts";
import type { Origin } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import type { User } from "../users/user.ts";
import { insertRefreshToken, insertSession } from "./queries.ts";
import type { LiveSession } from "./signed-in.ts";

/** Starts a session for a user who has been authenticated. */
export async function startSession(tx: Tx, user: User, origin: Origin): Promise<LiveSession> {
  const session_id = randomUUIDv7();
  const refresh_token = newRefreshToken();
  await tx.batch([
    insertSession({ id: session_id, user_id: user.id }, origin),
    insertRefreshToken({ hash: hashToken(refresh_token), session_id, generation: 0 }),
  ]);
  recordEvent(
    tx,
    { workspace_id: null, actor: user, origin },
    { type: "session.started", subject: { type: "session", id: session_id } },
  );
  return { session_id, user, refresh_token, generation: 0 };
}

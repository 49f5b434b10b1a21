import type { SessionPrincipal } from "../auth/workspace-context.ts";
import { readKeysetPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { listSessions, type Session } from "./queries.ts";

/**
 * A page of the user's live sessions, newest first. Throws `invalid_request` for a cursor of
 * another list.
 */
export async function listOwnSessions(
  db: Queryable,
  principal: SessionPrincipal,
  { cursors, ...page }: { cursors: Cursors; cursor?: string | undefined; limit: number },
): Promise<Page<Session>> {
  const binding = ["sessions", 1, principal.user_id];
  return await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listSessions(db, principal, range),
  );
}

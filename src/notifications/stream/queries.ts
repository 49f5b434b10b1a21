import type { Principal } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";

const nilId = "00000000-0000-0000-0000-000000000000";

/** The state of an inbox. A person in whose inbox nothing was ever written has none. */
export interface InboxState {
  user_id: string;
  revision: number;
  changed_at: string;
}

/** The states of these inboxes: one query, however many follow them. */
export async function listInboxStates(
  db: Queryable,
  user_ids: readonly string[],
): Promise<InboxState[]> {
  return await db.query(sql<InboxState>`
    select i.user_id, i.revision, i.changed_at
      from inboxes i
     where i.user_id = any(${user_ids}::uuid[])`);
}

/** The time of the database, for an inbox that does not exist yet. */
export async function findTime(db: Queryable): Promise<string> {
  const [row] = await db.query(sql<{ now: string }>`select clock_timestamp() as now`);
  if (!row) throw new Error("The database returned no time.");
  return row.now;
}

/** The indexes (from 0) of the principals whose session or API token has ended. */
export async function listEndedCredentials(
  db: Queryable,
  principals: readonly Principal[],
): Promise<number[]> {
  const rows = await db.query(sql<{ index: number }>`
    select (r.place - 1)::integer as index
      from unnest(${principals.map(({ user_id }) => user_id)}::uuid[],
                  ${principals.map(credentialId)}::uuid[],
                  ${principals.map(workspaceOf)}::uuid[])
           with ordinality as r (user_id, credential_id, workspace_id, place)
      left join sessions s on s.id = r.credential_id and s.user_id = r.user_id
            and s.ended_at is null and s.expires_at > clock_timestamp()
      left join api_tokens t on t.workspace_id = r.workspace_id
            and t.id = r.credential_id and t.user_id = r.user_id
            and t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp())
     where s.id is null
       and t.id is null`);
  return rows.map(({ index }) => index);
}

function credentialId(principal: Principal): string {
  return principal.kind === "session" ? principal.session_id : principal.token.id;
}

/** The workspace of an API token. A session has none, and an array cannot contain null. */
function workspaceOf(principal: Principal): string {
  return principal.kind === "token" ? principal.workspace_id : nilId;
}

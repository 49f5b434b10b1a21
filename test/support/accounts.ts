import { randomUUID, randomUUIDv7 } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Role } from "../../src/auth/permissions.ts";
import { sql } from "../../src/db/sql.ts";
import type { EventType } from "../../src/events/catalogue/event-types.ts";
import type { TestApi } from "./api.ts";
import { assertEventsMatchSchemas } from "./events.ts";
import type { World } from "./given.ts";

/** Somebody who has registered over the API and is signed in. */
export interface SignedInPerson {
  id: string;
  name: string;
  email: string;
  password: string;
  token: string;
  refresh_token: string;
}

export const goodPassword = "marmalade on a tall ladder";

export async function givenAccount(
  api: TestApi,
  {
    name = "Grace Hopper",
    email = `grace-${randomUUID()}@example.com`,
    password = goodPassword,
  }: { name?: string; email?: string; password?: string } = {},
): Promise<SignedInPerson> {
  const { status, body } = await api.post(undefined, "/v1/auth/register", {
    name,
    email,
    password,
  });
  if (status !== 201) throw new Error(`Registering was answered with ${JSON.stringify(body)}`);
  const { user, access_token, refresh_token } = body;
  return { id: user.id, name, email, password, token: access_token, refresh_token };
}

/** Signs in again, which starts another session of the same person. */
export async function signInAgain(
  api: TestApi,
  { email, password }: Pick<SignedInPerson, "email" | "password">,
): Promise<{ token: string; refresh_token: string }> {
  const { status, body } = await api.post(undefined, "/v1/auth/login", { email, password });
  if (status !== 200) throw new Error(`Signing in was answered with ${JSON.stringify(body)}`);
  return { token: body.access_token, refresh_token: body.refresh_token };
}

/** An invitation by the world's admin to an email address, which may have an account. */
export async function givenInvitation(
  api: TestApi,
  { workspace, admin }: World,
  { email, role = "member" }: { email: string; role?: Role },
): Promise<void> {
  await api.db.query(sql`
    insert into invitations (workspace_id, id, email, role, invited_by)
    values (${workspace.id}, ${randomUUIDv7()}, ${email}, ${role}, ${admin.id})`);
}

export interface RecordedEvent {
  type: string;
  outcome: string;
  actor_id: string | null;
  subject_id: string | null;
  data: Record<string, unknown>;
}

const TIMEOUT_MS = 2_000;

/** Waits for audit records of this type by this actor, because refusals are recorded after the response. */
export async function eventsOf(
  api: TestApi,
  type: EventType,
  { actor_id }: { actor_id: string | null },
): Promise<RecordedEvent[]> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const events = await api.db.query(sql<RecordedEvent>`
      select o.type, o.outcome, o.actor_id, o.subject_id, o.data
        from outbox o
       where o.type = ${type}
         and o.actor_id is not distinct from ${actor_id}::uuid
       order by o.position`);
    assertEventsMatchSchemas(events);
    if (events.length > 0 || Date.now() > deadline) return events;
    await sleep(10);
  }
}

interface Crowd {
  count: number;
  role?: Role;
  kind?: "person" | "service";
}

/** Adds many new members to a workspace by one statement, each with a handle. Returns their IDs. */
export async function givenCrowd(
  { db }: Pick<TestApi, "db">,
  workspace_id: string,
  { count, role = "member", kind = "person" }: Crowd,
): Promise<string[]> {
  const rows = await db.query(sql<{ user_id: string }>`
    with made as (
      insert into users (id, name, email, password_hash)
      select x.id, 'Somebody',
             case when ${kind}::text = 'person' then x.id || '@example.com' end,
             case when ${kind}::text = 'person' then 'x' end
        from (select gen_random_uuid() as id
                from generate_series(1, ${count}::integer)) x
      returning id
    ), named as (
      insert into handles (workspace_id, handle, user_id)
      select ${workspace_id}, left('m-' || made.id, 38), made.id
        from made
      returning workspace_id, handle, user_id
    )
    insert into members (workspace_id, user_id, handle, role, kind)
    select named.workspace_id, named.user_id, named.handle, ${role}, ${kind}
      from named
    returning user_id`);
  return rows.map(({ user_id }) => user_id);
}

import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { setMemberRemoved } from "../../src/members/queries.ts";
import { givenInvitation } from "../support/accounts.ts";
import type { TestApi } from "../support/api.ts";
import { givenMember, givenPerson, givenWorld, type Person, type World } from "../support/given.ts";
import type { Caller } from "./table.ts";

/** A workspace with its maker, whose objects the calls are about, and with one of every kind of caller. */
export interface Scene extends Pick<World, "workspace" | "W" | "project"> {
  api: TestApi;
  world: World;
  maker: Person;
  callers: Record<Exclude<Caller, "anonymous">, Person>;
}

export async function givenScene(api: TestApi): Promise<Scene> {
  const world = await givenWorld(api, { workflow: "reopenable" });
  const { workspace, W, project, member, viewer, outsider } = world;
  const callers = {
    admin: await givenMember(api, workspace, "admin"),
    ...{ member, viewer, outsider },
    removed: await givenMember(api, workspace, "admin"),
    invited: await givenPerson(api, "invited"),
    ended: await givenMember(api, workspace, "admin"),
  };
  const { removed, invited, ended } = callers;
  await transaction(api.db, (tx) =>
    tx.query(setMemberRemoved({ workspace_id: workspace.id, user_id: removed.id })),
  );
  await givenInvitation(api, world, { email: invited.email, role: "admin" });
  await api.db.query(
    sql`update sessions set ended_at = clock_timestamp() where id = ${ended.session_id}`,
  );
  return { api, world, workspace, W, project, maker: world.admin, callers };
}

/** Whether something in the workspace can be by this person, who may have left since. */
export function hasBeenMember({ maker, callers }: Scene, person: Person): boolean {
  const { invited: _invited, outsider: _outsider, ...members } = callers;
  return [maker, ...Object.values(members)].includes(person);
}

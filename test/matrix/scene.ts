import { setAddressConfirmed } from "../../src/account/address-queries.ts";
import { permissions } from "../../src/auth/permissions.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { setMemberRemoved } from "../../src/members/queries.ts";
import { setTokenRevoked } from "../../src/service-accounts/token-queries.ts";
import { givenInvitation } from "../support/accounts.ts";
import type { TestApi } from "../support/api.ts";
import {
  givenMember,
  givenPerson,
  givenServiceAccount,
  givenWorld,
  type Person,
  type World,
} from "../support/given.ts";
import type { Caller } from "./table.ts";

/** A workspace, its maker, whose objects the calls use, and one caller of each kind. */
export interface Scene extends Pick<World, "workspace" | "workspacePath" | "project"> {
  api: TestApi;
  world: World;
  maker: Person;
  callers: Record<Exclude<Caller, "anonymous">, Somebody>;
}

/** A person or a service account. A service account has no email address. */
export type Somebody = Pick<Person, "id" | "token"> & { email?: string };

export async function givenScene(api: TestApi): Promise<Scene> {
  const world = await givenWorld(api, { workflow: "reopenable" });
  const { workspace, workspacePath, project, member, viewer, outsider } = world;
  const callers = {
    admin: await givenMember(api, workspace, "admin"),
    ...{ member, viewer, outsider },
    removed: await givenMember(api, workspace, "admin"),
    invited: await givenPerson(api, "invited"),
    ended: await givenMember(api, workspace, "admin"),
    service: await givenServiceAccount(api, world, { role: "admin" }),
    narrowed: await givenServiceAccount(api, world, { role: "admin", scopes: permissions.viewer }),
    revoked: await givenServiceAccount(api, world, { role: "admin" }),
  };
  const { removed, invited, ended, revoked } = callers;
  await transaction(api.db, (tx) =>
    tx.query(setMemberRemoved({ workspace_id: workspace.id, user_id: removed.id })),
  );
  await givenInvitation(api, world, { email: invited.email, role: "admin" });
  await api.db.query(setAddressConfirmed(invited.id));
  await api.db.query(
    sql`update sessions set ended_at = clock_timestamp() where id = ${ended.session_id}`,
  );
  await api.db.query(
    setTokenRevoked({ workspace_id: workspace.id, user_id: revoked.id, id: revoked.token_id }),
  );
  return { api, world, workspace, workspacePath, project, maker: world.admin, callers };
}

/** Whether the caller is or was a member, so that objects in the workspace can be theirs. */
export function hasBeenMember({ maker, callers }: Scene, somebody: Somebody): boolean {
  const { invited: _invited, outsider: _outsider, ...members } = callers;
  return [maker, ...Object.values(members)].some(({ id }) => id === somebody.id);
}

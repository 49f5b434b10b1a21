import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenPerson, givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { createPool } from "../db/pool.ts";
import { transaction } from "../db/transaction.ts";
import { eraseUser } from "../users/erase.ts";
import { addMember } from "./add-member.ts";
import { setAdmin } from "./set-admin.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

interface Row {
  user_id: string;
  handle: string;
}

const join = async (world: World, name: string) => {
  const person = await givenPerson(api, name);
  const { workspacePath, workspace, admin } = world;
  await api.post(admin, `${workspacePath}/members`, { email: person.email, role: "member" });
  const { body } = await api.post(person, `/v1/me/invitations/${workspace.id}/accept`);
  return { ...person, handle: body.handle as string };
};
const listed = async ({ workspacePath, admin }: World, state = "active"): Promise<Row[]> =>
  (await api.get(admin, `${workspacePath}/members?state=${state}`)).body.data;
const handleOf = async (world: World, { id }: { id: string }) =>
  (await listed(world)).find(({ user_id }) => user_id === id)?.handle;

describe("joining a workspace", () => {
  it("gives the first free handle that the name allows", async () => {
    const world = await givenWorld(api);
    const handles: string[] = [];
    for (const name of ["Ada", "Ada", "Ada 3", "Ada", "李雷", "Ωμέγα", "Here", "Ada Lovelace"]) {
      const { id, handle } = await join(world, name);
      assert.equal(await handleOf(world, { id }), handle);
      handles.push(handle);
    }

    assert.deepEqual(handles, [
      ...["ada", "ada-2", "ada-3", "ada-4", "member-1", "member-2", "here-1", "ada-lovelace"],
    ]);
  });

  it("gives one to the creator of a workspace, a service account and whom the operator adds", async () => {
    const person = await givenPerson(api, "Renée");
    const created = await api.post(person, "/v1/workspaces", { name: "Hers" });
    const path = `/v1/workspaces/${created.body.id}`;
    const bot = await api.post(person, `${path}/service-accounts`, {
      name: "Renée",
      role: "member",
    });
    const other = await givenPerson(api, "Renee");
    const added = await setAdmin(api.instance, {
      workspace_id: created.body.id,
      email: other.email,
    });

    const { body } = await api.get(person, `${path}/members`);
    assert.deepEqual(
      body.data.map(({ handle }: Row) => handle),
      ["renee", "renee-2", "renee-3"],
    );
    assert.deepEqual([bot.body.handle, added.handle], ["renee-2", "renee-3"]);
    const me = await api.get(person, "/v1/me");
    assert.deepEqual(
      me.body.memberships.map(({ handle }: Row) => handle),
      ["renee"],
    );
  });

  it("again keeps the handle, and nobody gets it in the meantime", async () => {
    const world = await givenWorld(api);
    const { admin, workspacePath } = world;
    const ada = await join(world, "Ada");
    await api.patch(ada, `${workspacePath}/members/${ada.id}`, { handle: "countess" });
    await api.delete(admin, `${workspacePath}/members/${ada.id}`);
    const others = [await join(world, "Ada"), await join(world, "Countess")];

    await api.post(admin, `${workspacePath}/members`, { email: ada.email, role: "viewer" });
    const back = await api.post(ada, `/v1/me/invitations/${world.workspace.id}/accept`);

    assert.deepEqual(
      others.map(({ handle }) => handle),
      ["ada-2", "countess-2"],
    );
    assert.deepEqual([back.body.handle, back.body.role], ["countess", "viewer"]);
  });

  it("by two of one name at once gives two handles, because the second waits", async () => {
    const world = await givenWorld(api);
    const first = await givenPerson(api, "Ada");

    let second!: ReturnType<typeof join>;
    await transaction(api.db, async (tx) => {
      const joining = { workspace_id: world.workspace.id, user_id: first.id, name: first.name };
      assert.equal(await addMember(tx, { ...joining, role: "member" }), "ada");
      second = join(world, "Ada");
      await untilBlocked(api.db);
    });

    assert.equal((await second).handle, "ada-2");
  });

  it("waits for nobody who joins another workspace", async () => {
    const [one, other] = [await givenWorld(api), await givenWorld(api)];
    const first = await givenPerson(api, "Ada");

    await transaction(api.db, async (tx) => {
      const joining = { workspace_id: one.workspace.id, user_id: first.id, name: first.name };
      await addMember(tx, { ...joining, role: "member" });
      assert.equal((await join(other, "Ada")).handle, "ada");
    });
  });
});

describe("erasing a person", () => {
  it("replaces their handles everywhere, and nobody else can have them", async () => {
    const [world, former] = [await givenWorld(api), await givenWorld(api)];
    const person = await join(world, "Ada");
    const { admin, workspacePath, workspace } = former;
    await api.post(admin, `${workspacePath}/members`, { email: person.email, role: "member" });
    await api.post(person, `/v1/me/invitations/${workspace.id}/accept`);
    await api.delete(admin, `${workspacePath}/members/${person.id}`);

    const owner = createPool(api.database.databaseOwnerUrl);
    await eraseUser(api.instance, owner, person).finally(() => owner.close());

    for (const each of [world, former]) {
      const shown = (await listed(each, "removed")).map(({ user_id, handle }) => [user_id, handle]);
      assert.deepEqual(shown, [[person.id, "member-1"]]);
      assert.equal((await join(each, "Ada")).handle, "ada-2");
    }
  });
});

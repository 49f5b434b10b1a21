import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount, givenCrowd } from "../../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenServiceAccount, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { fillStep, openBackfill } from "../../backfill/fill.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { foldName } from "../../text/fold.ts";
import { lockPerson } from "../../users/queries.ts";
import { addMember } from "../add-member.ts";
import { fillMemberNames } from "./fill-member-names.ts";
import { findMembersByPrefix } from "./queries.ts";

let api: TestApi;
let world: World;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  for (const name of ["Jürgen Öz", "Ju Lee", "ΣΊΣΥΦΟΣ", "Zoe", "ada"]) await join(name);
});
after(() => api.close());

/** A new account with this name joins the workspace. */
async function join(name: string, { workspace }: World = world) {
  const person = await givenAccount(api, { name });
  await transaction(api.db, (tx) =>
    addMember(tx, { workspace_id: workspace.id, user_id: person.id, name, role: "member" }),
  );
  return person;
}

async function find(q: string, { workspacePath, viewer }: World = world): Promise<string[]> {
  const { status, body } = await api.get(
    viewer,
    `${workspacePath}/members?q=${encodeURIComponent(q)}`,
  );
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.next_cursor, null);
  return body.data.map(({ name }: { name: string }) => name);
}

describe("a search for members", () => {
  it("finds those whose name begins with the text, in any case and any Unicode form", async () => {
    assert.deepEqual(await find("ju"), ["Ju Lee", "Jürgen Öz"]);
    assert.deepEqual(await find("JU "), ["Ju Lee", "Jürgen Öz"]);
    assert.deepEqual(await find("Jü".normalize("NFD")), ["Jürgen Öz"]);
    assert.deepEqual(await find("σίσυφος"), ["ΣΊΣΥΦΟΣ"]);
    assert.deepEqual(await find("Öz"), []);
    assert.deepEqual(await find("%"), []);
  });

  it("finds those whose handle begins with it, with or without @, and the exact handle first", async () => {
    const { workspacePath, admin } = world;
    const zoe = await join("Zoe Zimmer");
    const path = `${workspacePath}/members/${zoe.id}`;
    assert.equal((await api.patch(admin, path, { handle: "ju" })).status, 200);

    assert.deepEqual(await find("@ju"), ["Zoe Zimmer", "Ju Lee", "Jürgen Öz"]);
    assert.deepEqual(await find("JU"), ["Zoe Zimmer", "Ju Lee", "Jürgen Öz"]);
    assert.deepEqual(await find("jurgen"), ["Jürgen Öz"]);
  });

  it("returns members as the list does, with addresses only for those who manage members", async () => {
    const { workspacePath, admin, viewer } = world;
    const [found, listed] = [
      await api.get(admin, `${workspacePath}/members?q=zoe&state=active`),
      await api.get(admin, `${workspacePath}/members`),
    ];

    const [zoe] = found.body.data;
    const same = listed.body.data.find(
      ({ user_id }: { user_id: string }) => user_id === zoe.user_id,
    );
    assert.deepEqual(zoe, same);
    assert.notEqual(zoe.email, null);
    const { body } = await api.get(viewer, `${workspacePath}/members?q=zoe`);
    assert.equal(body.data[0].email, null);
  });

  it("follows a change of name at once, in every workspace, and finds nobody who has left or was erased", async () => {
    const other = await givenWorld(api);
    const { workspacePath, admin } = world;
    const person = await join("Quentin");
    await transaction(api.db, (tx) =>
      addMember(tx, {
        workspace_id: other.workspace.id,
        user_id: person.id,
        name: "Quentin",
        role: "viewer",
      }),
    );

    await api.patch(person, "/v1/me", { name: "Quirin" });
    assert.deepEqual(await find("quentin"), ["Quirin"], "by the handle, which stays");
    assert.deepEqual([await find("quir"), await find("quir", other)], [["Quirin"], ["Quirin"]]);
    await api.delete(admin, `${workspacePath}/members/${person.id}`);

    assert.deepEqual([await find("qu"), await find("qu", other)], [[], ["Quirin"]]);
    const rows = await api.db.query(sql<{ name_key: string | null }>`
      select m.name_key
        from members m
       where m.workspace_id = ${world.workspace.id}
         and m.user_id = ${person.id}`);
    assert.deepEqual(rows, [{ name_key: null }]);
  });

  it("finds a member under the new name whose change waited for their joining", async () => {
    const person = await givenAccount(api, { name: "Xaver" });
    const workspace_id = world.workspace.id;

    let change!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (tx) => {
      await tx.query(lockPerson(person.id));
      change = api.patch(person, "/v1/me", { name: "Xenia" });
      await untilBlocked(api.db);
      await addMember(tx, { workspace_id, user_id: person.id, name: "Xaver", role: "viewer" });
    });

    assert.equal((await change).status, 200);
    assert.deepEqual(await find("xen"), ["Xenia"]);
  });

  it("finds service accounts, and nobody of another workspace", async () => {
    const other = await givenWorld(api);
    const { id } = await givenServiceAccount(api, other, { role: "member" });
    const { body: all } = await api.get(other.admin, `${other.workspacePath}/members`);
    const { name } = all.data.find(({ user_id }: { user_id: string }) => user_id === id);

    assert.ok((await find(name, other)).includes(name));
    assert.deepEqual(await find("Ju", other), []);
  });

  it("returns at most twenty, and refuses another state, a cursor and an empty text", async () => {
    const { workspacePath, viewer } = world;
    for (let n = 0; n < 21; n += 1) await join(`Many ${n}`);

    assert.equal((await find("many")).length, 20);
    const few = await api.get(viewer, `${workspacePath}/members?q=many&limit=3`);
    assert.equal(few.body.data.length, 3);
    for (const query of ["q=a&state=removed", "q=a&state=invited", "q=a&cursor=x", "q=", "q=%20"]) {
      assert.equal((await api.get(viewer, `${workspacePath}/members?${query}`)).status, 400, query);
    }
  });

  it("reads no more rows among 5,000 members than among 50", async () => {
    const big = await givenWorld(api);
    await givenCrowd(api, big.workspace.id, { count: 5_000 });
    await api.db.query(sql`
      update members m
         set name_key = 'some ' || m.handle
       where m.workspace_id = ${big.workspace.id}
         and m.name_key is null`);
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.execute("analyze"),
    );

    for (const prefix of ["some m-a", "some", "m-", "nobody", ""]) {
      const search = { workspace_id: big.workspace.id, prefix, limit: 20 };
      const rows = await api.db.query(
        sql<{ "QUERY PLAN": Plan[] }>`
          explain (analyze, format json) ${findMembersByPrefix(search)}`,
      );
      const [plan] = rows[0]?.["QUERY PLAN"] ?? [];
      const read = scansOf(plan?.Plan).map(rowsOf);
      const total = read.reduce((sum, count) => sum + count, 0);
      assert.ok(total <= 40 + 2 * 40, `${prefix}: ${total} rows`);
    }
  });

  it("finds members of a former version by their handle, and by name once the worker has filled it", async () => {
    const old = await givenWorld(api);
    await join("Ödön", old);
    await api.db.query(sql`
      update members m set name_key = null where m.workspace_id = ${old.workspace.id}`);
    assert.deepEqual(await find("ödön", old), []);
    assert.deepEqual(await find("odon", old), ["Ödön"]);

    await openBackfill(api.db, fillMemberNames);
    while ((await fillStep(api.db, fillMemberNames))?.rows);

    assert.deepEqual(await find("ödön", old), ["Ödön"]);
    const left = await api.db.query(sql<{ name: string; name_key: string | null }>`
      select u.name, m.name_key
        from members m
        join users u on u.id = m.user_id
       where m.workspace_id = ${old.workspace.id}`);
    for (const { name, name_key } of left) assert.equal(name_key, foldName(name));
  });
});

interface PlanNode {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}
interface Plan {
  Plan: PlanNode;
}

/** Whatever reads a table or an index. */
function scansOf(node: PlanNode | undefined): PlanNode[] {
  if (!node) return [];
  const own = /Scan/.test(node["Node Type"]) && !/CTE|Subquery/.test(node["Node Type"]);
  return [...(own ? [node] : []), ...(node.Plans ?? []).flatMap(scansOf)];
}

function rowsOf(node: PlanNode): number {
  const {
    "Actual Rows": rows,
    "Actual Loops": loops,
    "Rows Removed by Filter": removed = 0,
  } = node;
  return (rows + removed) * loops;
}

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { z } from "zod";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { endpoints } from "../app.ts";

let api: TestApi;
let world: World;
let foreign: World;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  foreign = await givenWorld(api);
});
after(() => api.close());

/** The project's path, by its ID and by its key. */
const paths = ({ workspacePath, project }: World) => [
  `${workspacePath}/projects/${project.id}`,
  `${workspacePath}/projects/${project.key}`,
];

describe("a project's key", () => {
  it("is accepted wherever a request takes the ID of a project", () => {
    const fields = endpoints.flatMap(({ spec: { operation, params, query, body } }) =>
      [params, query, body].flatMap((schema) => {
        const field = (schema as z.ZodObject | undefined)?.shape?.project_id;
        return field === undefined ? [] : [{ operation, field: field as z.ZodType }];
      }),
    );

    assert.ok(fields.length >= 12, `${fields.length}`);
    for (const { operation, field } of fields) {
      assert.equal(field.safeParse("ENG").success, true, operation);
      assert.equal(field.safeParse("ENG-1").success, false, operation);
    }
  });

  it("names the same project as its ID, in upper and in lower case", async () => {
    const [byId, byKey] = await Promise.all(
      paths(world).map((path) => api.get(world.viewer, path)),
    );
    const lower = await api.get(world.viewer, paths(world)[1]?.replace("ENG", "eng") ?? "");

    assert.equal(byKey?.status, 200);
    assert.deepEqual(byKey?.body, byId?.body);
    assert.deepEqual(lower.body, byId?.body);
  });

  it("lists, counts and creates the same tickets as its ID", async () => {
    const [byId = "", byKey = ""] = paths(world);
    const created = await api.post(world.member, `${byKey}/tickets`, { title: "By key" });
    await givenTicket(api, world);

    for (const query of ["", "?limit=1", "?status=open&sort=priority", "?fields=card"]) {
      const lists = [byId, byKey].map((path) => api.get(world.viewer, `${path}/tickets${query}`));
      const [one, other] = await Promise.all(lists);
      assert.equal(one?.status, 200);
      assert.deepEqual(other?.body.data, one?.body.data, query);
      assert.ok(one?.body.data.length > 0);
    }
    const { project, workspacePath } = world;
    for (const name of ["tickets", "tickets/counts"]) {
      const group = name === "tickets" ? "" : "&group_by=status";
      const [one, other] = await Promise.all(
        [project.id, project.key].map((ref) =>
          api.get(world.viewer, `${workspacePath}/${name}?project_id=${ref}${group}`),
        ),
      );
      assert.equal(one?.status, 200, JSON.stringify(one?.body));
      assert.deepEqual(other?.body, one?.body);
    }
    assert.equal(created.status, 201);
    assert.equal(created.body.project_id, project.id);
    const read = await api.get(world.viewer, `${workspacePath}/tickets/${created.body.id}`);
    assert.deepEqual(read.body, created.body);
  });

  it("continues a list with the cursor of the page before", async () => {
    const { body } = await api.get(world.viewer, `${paths(world)[1]}/tickets?limit=1`);

    const { status, body: next } = await api.get(
      world.viewer,
      `${paths(world)[1]}/tickets?limit=1&cursor=${body.next_cursor}`,
    );

    assert.equal(status, 200);
    assert.notEqual(next.data[0].id, body.data[0].id);
  });

  it("names the project that is claimed from, watched, changed, archived and restored", async () => {
    const own = await givenWorld(api);
    const [byId = "", byKey = ""] = paths(own);
    const ticket = await givenTicket(api, own, { status: "open" });

    assert.equal((await api.post(own.member, `${byKey}/claim-next`)).body.id, ticket.id);
    await api.put(own.member, `${byKey}/watch`, { level: "muted" });
    assert.equal((await api.get(own.member, `${byId}/watch`)).body.level, "muted");
    await api.delete(own.member, `${byKey}/watch`);
    assert.equal((await api.get(own.member, `${byKey}/watch`)).body.level, null);
    await api.patch(own.admin, byKey, { name: "Motor" });
    assert.equal((await api.get(own.admin, byId)).body.name, "Motor");
    await api.delete(own.admin, byKey);
    assert.notEqual((await api.get(own.admin, byId)).body.archived_at, null);
    await api.post(own.admin, `${byKey}/restore`);
    assert.equal((await api.get(own.admin, byId)).body.archived_at, null);
  });

  it("names the project of a new ticket in a bulk request, and an unknown one refuses only its operation", async () => {
    const own = await givenWorld(api);
    const create = (project_id: string) => ({ op: "create", project_id, title: project_id });
    const operations = ["ENG", "NONE", own.project.id, "eng"].map(create);

    const { status, body } = await api.post(own.member, `${own.workspacePath}/tickets/bulk`, {
      operations,
    });

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      body.results.map((result: { status: number }) => result.status),
      [201, 404, 201, 201],
    );
    const { body: list } = await api.get(own.viewer, `${own.workspacePath}/tickets`);
    assert.deepEqual(
      list.data.map(({ key, title }: { key: string; title: string }) => [key, title]),
      [
        ["ENG-3", "eng"],
        ["ENG-2", own.project.id],
        ["ENG-1", "ENG"],
      ],
    );
  });

  it("that the workspace does not have is 404, or an empty list, although another workspace has it", async () => {
    await api.post(foreign.admin, `${foreign.workspacePath}/projects`, { name: "X", key: "ONLY" });
    const { workspacePath, viewer, member } = world;

    for (const key of ["ONLY", "NONE", "x", "E-1", "TOOLONGABCD"]) {
      const path = `${workspacePath}/projects/${key}`;
      const replies = [
        await api.get(viewer, path),
        await api.get(viewer, `${path}/tickets`),
        await api.post(member, `${path}/tickets`, { title: "Lost" }),
        await api.post(member, `${path}/claim-next`),
      ];
      assert.deepEqual(
        replies.map(({ status }) => status),
        [404, 404, 404, 404],
        key,
      );
    }
    const { body } = await api.get(viewer, `${workspacePath}/tickets?project_id=ONLY`);
    assert.deepEqual(body.data, []);
    assert.equal((await api.get(viewer, `${workspacePath}/tickets?project_id=E-1`)).status, 400);
  });
});

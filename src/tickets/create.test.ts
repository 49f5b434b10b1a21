import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../test/support/given.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const ticketsOf = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/tickets`;

describe("creating a ticket", () => {
  it("stores every given field and starts in the initial status", async () => {
    const world = await givenWorld(api);
    const draft = {
      title: "  The login page stays blank ",
      description: "Only in **Firefox** <script>",
      priority: "high",
      assignee_id: world.viewer.id,
      due_on: "2026-12-24",
      labels: ["web", "bug", "web"],
      external_id: "CRM-7",
      metadata: { build: 418, nested: { ключ: [1, null] } },
    };

    const { status, headers, body } = await api.post(world.member, ticketsOf(world), draft);

    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get("location"), `${world.workspacePath}/tickets/${body.id}`);
    assert.equal(headers.get("etag"), '"1"');
    assert.deepEqual(
      { ...body, id: "", created_at: "", updated_at: "" },
      {
        ...draft,
        id: "",
        workspace_id: world.workspace.id,
        project_id: world.project.id,
        number: 1,
        key: "ENG-1",
        title: "The login page stays blank",
        description_html: body.description_html,
        mentions: [],
        status: "open",
        reporter_id: world.member.id,
        labels: ["bug", "web"],
        resolution: null,
        claimed_at: null,
        lease_expires_at: null,
        returned_at: null,
        version: 1,
        created_at: "",
        updated_at: "",
        deleted_at: null,
        deleted_by: null,
      },
    );
    assert.match(body.description_html, /<strong>Firefox<\/strong> &lt;script&gt;/);
    assert.match(body.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/);
    assert.equal(body.created_at, body.updated_at);
    for (const name of [body.id, "ENG-1", "eng-1"]) {
      const read = await api.get(world.viewer, `${world.workspacePath}/tickets/${name}`);
      assert.deepEqual(read.body, body);
    }
  });

  it("numbers 50 tickets created concurrently from 1 to 50, in the order of their creation times", async () => {
    const world = await givenWorld(api);

    const made = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        api.post(world.member, ticketsOf(world), { title: `${n}` }),
      ),
    );

    const tickets = made.map(({ body }) => body).sort((a, b) => a.number - b.number);
    assert.deepEqual(
      tickets.map(({ number }) => number),
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    const times = tickets.map(({ created_at }) => Date.parse(created_at));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it("leaves no gap in the numbers when a creation is refused", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { external_id: "X" });

    const refused = await api.post(world.member, ticketsOf(world), {
      title: "t",
      external_id: "X",
    });
    const next = await api.post(world.member, ticketsOf(world), { title: "t" });

    assert.deepEqual([refused.status, next.body.number], [409, 2]);
  });

  it("reports every invalid field of a body in one response", async () => {
    const world = await givenWorld(api);

    const { status, body } = await api.post(world.member, ticketsOf(world), {
      title: "   ",
      description: 7,
      priority: "asap",
      due_on: "2026-02-30",
      labels: ["ok", ""],
      metadata: [],
      colour: "red",
      assignee_id: "me",
      external_id: "a".repeat(201),
    });

    assert.equal(status, 400);
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    assert.deepEqual(pointers.sort(), [
      "/assignee_id",
      "/colour",
      "/description",
      "/due_on",
      "/external_id",
      "/labels/1",
      "/metadata",
      "/priority",
      "/title",
    ]);
  });

  it("counts an emoji in the title as one character", async () => {
    const world = await givenWorld(api);
    const long = await api.post(world.member, ticketsOf(world), { title: "😀".repeat(200) });
    const tooLong = await api.post(world.member, ticketsOf(world), { title: "😀".repeat(201) });
    assert.deepEqual([long.status, tooLong.status], [201, 400]);
  });

  it("rejects an assignee who is not an active member of the workspace", async () => {
    const world = await givenWorld(api);
    const gone = await givenMember(api, world.workspace, "member");
    await api.delete(world.admin, `${world.workspacePath}/members/${gone.id}`);

    for (const { id } of [world.outsider, gone, world.project]) {
      const { status, body } = await api.post(world.member, ticketsOf(world), {
        title: "t",
        assignee_id: id,
      });
      assert.deepEqual([status, body.code], [422, "assignee_not_member"]);
    }
  });

  it("names the ticket that already has the external ID, even if it is in the trash", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world, { external_id: "CRM-7" });
    await api.delete(world.member, `${world.workspacePath}/tickets/${first.id}`);

    const { status, body } = await api.post(world.member, ticketsOf(world), {
      title: "t",
      external_id: "CRM-7",
    });

    assert.deepEqual([status, body.code, body.ticket_id], [409, "external_id_taken", first.id]);
  });

  it("gives an external ID to one of 10 concurrent tickets, and the other responses name that ticket", async () => {
    const world = await givenWorld(api);

    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        api.post(world.member, ticketsOf(world), { title: "t", external_id: "CRM-8" }),
      ),
    );

    const winner = replies.find(({ status }) => status === 201);
    const losers = replies.filter(({ status }) => status === 409);
    assert.equal(losers.length, 9);
    assert.ok(losers.every(({ body }) => body.ticket_id === winner?.body.id));
  });

  it("rejects metadata of more than 16 KiB", async () => {
    const world = await givenWorld(api);
    const { status, body } = await api.post(world.member, ticketsOf(world), {
      title: "t",
      metadata: { text: "x".repeat(16_384) },
    });
    assert.deepEqual([status, body.code], [422, "metadata_too_large"]);
  });

  it("requires a project of the same workspace that is not archived", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const elsewhere = await api.post(
      world.member,
      `${world.workspacePath}/projects/${other.project.id}/tickets`,
      { title: "t" },
    );
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    const archived = await api.post(world.member, ticketsOf(world), { title: "t" });

    assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, "not_found"]);
    assert.deepEqual([archived.status, archived.body.code], [409, "project_archived"]);
  });

  it("is refused to viewers, to people outside the workspace and without a token", async () => {
    const world = await givenWorld(api);
    const viewer = await api.post(world.viewer, ticketsOf(world), { title: "t" });
    const outsider = await api.post(world.outsider, ticketsOf(world), { title: "t" });
    const nobody = await api.post(undefined, ticketsOf(world), "not even JSON");

    assert.deepEqual([viewer.status, viewer.body.required_permission], [403, "ticket:create"]);
    assert.equal(outsider.status, 404);
    assert.equal(nobody.status, 401);
  });
});

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createPool, type Db } from "../../src/db/pool.ts";
import { unassignFormerMembers } from "../../src/jobs/unassign-former-members.ts";
import { eraseUser } from "../../src/users/erase.ts";
import { readDocument, tableRows } from "../readme/document.ts";
import { givenAccount } from "../support/accounts.ts";
import { startApi } from "../support/api.ts";
import { settleFeed } from "../support/feed.ts";
import { givenWorld } from "../support/given.ts";
import { mailedToken, withMail } from "../support/mail/queued.ts";
import type { Reply } from "../support/reply.ts";
import { givenLeaver, type Leaver, type Worlds } from "./leaver.ts";
import { probes } from "./probes.ts";

const onlyAdmin = "being the only admin of a workspace";
const restoring = "restoring the workspace after it is deleted";

/** The table of the documentation: what each row says about each of the four. */
const situations = ["removed", "leaves", "demoted", "erased"] as const;
type Situation = (typeof situations)[number];
const documented = new Map(
  tableRows(readDocument("docs/people-who-leave.md")).map(([row = "", ...cells]) => [row, cells]),
);

let worlds: Worlds;
let owner: Db;
const leavers = {} as Record<Situation, Leaver>;
before(async () => {
  const api = await startApi(withMail);
  owner = createPool(api.database.databaseOwnerUrl);
  worlds = {
    api,
    home: await givenWorld(api),
    other: await givenWorld(api),
    inviting: await givenWorld(api),
  };
});
after(async () => {
  await owner.close();
  await worlds.api.close();
});

/** What makes a person leave a workspace, tried in one without another admin too. */
const departures: Record<Situation, (leaver: Leaver, workspacePath: string) => Promise<string>> = {
  removed: ({ person }, path) =>
    statusOf(worlds.api.delete(adminOf(path) ?? person, `${path}/members/${person.id}`)),
  leaves: ({ person }, path) => statusOf(worlds.api.delete(person, `${path}/members/${person.id}`)),
  demoted: ({ person }, path) =>
    statusOf(
      worlds.api.patch(adminOf(path) ?? person, `${path}/members/${person.id}`, { role: "viewer" }),
    ),
  erased: ({ person }) =>
    eraseUser(worlds.api.instance, owner, person).then(
      () => "done",
      ({ code }) => (code === "last_admin" ? "refused" : code),
    ),
};

/** The home workspace has an admin who stays. */
function adminOf(workspacePath: string) {
  return workspacePath === worlds.home.workspacePath ? worlds.home.admin : undefined;
}

async function statusOf(reply: Promise<Reply>): Promise<string> {
  const { status, body } = await reply;
  return status < 300 ? "done" : body.code === "last_admin" ? "refused" : `${status}`;
}

describe("the table of people who leave", () => {
  it("has the rows that are tested, and no others", () => {
    const rows = [...documented.keys()];
    assert.deepEqual(rows.toSorted(), [onlyAdmin, ...Object.keys(probes), restoring].toSorted());
  });

  for (const [column, situation] of situations.entries()) {
    it(`is right about somebody who is ${situation}`, async () => {
      // Made here, because a stream token is valid for thirty seconds.
      const leaver = await givenLeaver(worlds);
      leavers[situation] = leaver;
      const found: Record<string, string> = {};

      found[onlyAdmin] = await departures[situation](leaver, leaver.alone);
      await worlds.api.delete(leaver.person, leaver.alone);
      assert.equal(await departures[situation](leaver, worlds.home.workspacePath), "done");
      await unassignFormerMembers.run(worlds.api.instance, new AbortController().signal);
      await settleFeed(worlds.api.db);
      for (const [row, probe] of Object.entries(probes)) found[row] = await probe(worlds, leaver);

      const said = [...documented].map(([row, cells]) => [row, cells[column]] as const);
      assert.deepEqual(found, Object.fromEntries(said.filter(([row]) => row !== restoring)));
    });
  }

  it("is right about restoring a workspace that is deleted afterwards", async () => {
    const { api, home } = worlds;
    await api.delete(home.admin, home.workspacePath);
    const found = [];
    for (const situation of situations) {
      const { person } = leavers[situation];
      const { status } = await api.post(person, `${home.workspacePath}/restore`);
      found.push(status < 300 ? "possible" : "refused");
    }
    assert.deepEqual(found, documented.get(restoring));
    assert.equal((await api.post(home.admin, `${home.workspacePath}/restore`)).status, 200);
  });
});

describe("the only admin of a workspace", () => {
  it("stays one after inviting her own next address with a lower role", async () => {
    const { api } = worlds;
    const person = await givenAccount(api);
    const { body: workspace } = await api.post(person, "/v1/workspaces", { name: "Alone" });
    const path = `/v1/workspaces/${workspace.id}`;
    const email = `next-${randomUUID()}@example.com`;
    const invitation = await api.post(person, `${path}/members`, { email, role: "viewer" });
    assert.equal(invitation.status, 201);
    const change = { email, current_password: person.password };
    assert.equal((await api.put(person, "/v1/me/email", change)).status, 202);
    const token = await mailedToken(api, email, "change_address");
    assert.equal((await api.post(undefined, "/v1/auth/confirm", { token })).status, 200);

    const accepted = await api.post(person, `/v1/me/invitations/${workspace.id}/accept`);

    assert.equal(accepted.status, 404, "her new address withdrew the invitation");
    const { body } = await api.get(person, `${path}/members`);
    const rows = body.data.map(({ state, role }: Record<string, string>) => [state, role]);
    assert.deepEqual(rows, [["active", "admin"]]);
    await settleFeed(api.db);
    const { data } = (await api.get(person, `${path}/events?limit=100`)).body;
    const event = data.find(({ type }: { type: string }) => type === "invitation.withdrawn");
    assert.deepEqual(
      [event?.subject_id, event?.data.cause],
      [invitation.body.invitation_id, "invitee_added"],
    );
  });
});

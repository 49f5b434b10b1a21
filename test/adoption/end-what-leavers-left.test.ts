import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { eraseAccount } from "../../src/users/queries.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenMember, givenWorld } from "../support/given.ts";
import { outboxEvents } from "../support/outbox.ts";
import { readOldMigration } from "./old-migrations.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the migration that ends what people who left have left", () => {
  it("ends memberships of erased people and invitations by people who are not admins, each with an event", async () => {
    const world = await givenWorld(api);
    const { admin, member, workspace, workspacePath } = world;
    const demoted = await givenMember(api, workspace, "admin");
    for (const [by, email] of [
      [demoted, "theirs@example.com"],
      [admin, "stays@example.com"],
    ] as const) {
      await api.post(by, `${workspacePath}/members`, { email, role: "admin" });
    }
    // As an earlier version left them.
    await api.db.query(eraseAccount(member.id, "x"));
    await api.db.query(sql`
      update members set role = 'member'
       where workspace_id = ${workspace.id} and user_id = ${demoted.id}`);

    const script = await readOldMigration("0044_end_what_leavers_left.sql");
    await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
      await owner.execute(script);
      await owner.execute(script);
    });

    const states = async (state: string) =>
      (await api.get(admin, `${workspacePath}/members?state=${state}`)).body.data;
    const [removed, ...others] = await states("removed");
    assert.deepEqual([removed.user_id, others], [member.id, []]);
    const invited = await states("invited");
    assert.deepEqual(
      invited.map(({ email }: { email: string }) => email),
      ["stays@example.com"],
    );
    const [ended, ...more] = await outboxEvents(api, world, "member.removed");
    assert.deepEqual(more, []);
    assert.deepEqual(
      [ended?.actor_id, ended?.subject_id, ended?.data],
      [
        null,
        member.id,
        { changes: { role: { from: "member", to: null } }, cause: "person_erased" },
      ],
    );
    const [withdrawn] = await outboxEvents(api, world, "invitation.withdrawn");
    assert.deepEqual(
      [withdrawn?.data, withdrawn?.personal],
      [{ role: "admin", cause: "inviter_not_admin" }, { email: "theirs@example.com" }],
    );
  });
});

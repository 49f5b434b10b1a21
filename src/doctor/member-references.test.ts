import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner } from "../../test/support/audit.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";
import { checkMemberReferences } from "./tickets.ts";

// No foreign key refuses these rows. They are written as the owner: every command locks the members whom it
// names, and is refused if there is no such member.

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("rows that name somebody who never was a member", () => {
  it("are counted in tickets, their history and comments, batch by batch", async () => {
    const [home, other] = [await givenWorld(api), await givenWorld(api)];
    const draft = { assignee_id: home.member.id, status: "in_progress" };
    for (let n = 0; n < 3; n += 1) {
      const { id } = await givenTicket(api, home, draft);
      const comments = `${home.workspacePath}/tickets/${id}/comments`;
      await api.post(home.member, comments, { body: "Seen." });
    }
    const check = async () => (await checkMemberReferences(api.db, { size: 2 })).detail;
    assert.equal(await check(), "Everybody whom a ticket or comment names is or was a member.");

    // A member of another workspace is none of this one.
    const outsider = sql`${other.member.id}::uuid`;
    const ofHome = sql`workspace_id = ${home.workspace.id}::uuid`;
    const inFull = "somebody who never was a member of the workspace";
    for (const [statement, found] of [
      [
        sql`update tickets set reporter_id = ${outsider} where ${ofHome} and number = 1`,
        "1 row names",
      ],
      [sql`update tickets set assignee_id = ${outsider} where ${ofHome}`, "4 rows name"],
      [sql`update comments set author_id = ${outsider} where ${ofHome}`, "7 rows name"],
      [
        sql`update ticket_status_history set actor_id = ${outsider} where ${ofHome}`,
        "13 rows name",
      ],
    ] as const) {
      await asOwner(api, statement);
      const detail = await check();
      assert.ok(detail.startsWith(`${found} ${inFull}`), detail);
    }
  });
});

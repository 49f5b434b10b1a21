import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { insertNotice, insertNotices } from "./notify.ts";
import { notificationReasons, reasonBit, reasonsOf } from "./reasons.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const noticesOf = (user_id: string) =>
  api.db.query(sql<{ workspace_id: string | null; notice: object; is_latest: boolean }>`
    select n.workspace_id, n.notice, n.changed_at = i.changed_at as is_latest
      from notifications n
      join inboxes i on i.user_id = n.user_id
     where n.user_id = ${user_id}
       and (n.workspace_id is null or n.workspace_id is not null)
     order by n.changed_at`);

describe("a notice", () => {
  it("is one row for each person, and raises the revision of their inbox", async () => {
    const { member, viewer, workspace } = await givenWorld(api);
    const workspace_id = workspace.id;
    await transaction(api.db, async (tx) => {
      insertNotices(tx, [
        { user_id: member.id, workspace_id, notice: { type: "first", text: "One." } },
        { user_id: viewer.id, workspace_id: null, notice: { type: "first", text: "Two." } },
      ]);
    });
    await transaction(api.db, async (tx) =>
      insertNotice(tx, {
        user_id: member.id,
        workspace_id,
        notice: { type: "second", text: "Three.", role: "admin" },
      }),
    );

    assert.deepEqual(await noticesOf(viewer.id), [
      { workspace_id: null, notice: { type: "first", text: "Two." }, is_latest: true },
    ]);
    assert.deepEqual(await noticesOf(member.id), [
      { workspace_id, notice: { type: "first", text: "One." }, is_latest: false },
      { workspace_id, notice: { type: "second", text: "Three.", role: "admin" }, is_latest: true },
    ]);
    const [inbox] = await api.db.query(sql`
      select i.revision from inboxes i where i.user_id = ${member.id}`);
    assert.deepEqual(inbox, { revision: 2 });
  });

  it("is later than one of a transaction that it waited for", async () => {
    const { member } = await givenWorld(api);
    const draft = (text: string) => ({
      user_id: member.id,
      workspace_id: null,
      notice: { type: "test", text },
    });

    let second!: Promise<void>;
    await transaction(api.db, async (tx) => {
      insertNotice(tx, draft("first"));
      await tx.flush();
      second = transaction(api.db, async (rival) => insertNotice(rival, draft("second")));
      await untilBlocked(api.db);
    });
    await second;

    assert.deepEqual(
      (await noticesOf(member.id)).map(({ notice, is_latest }) => [notice, is_latest]),
      [
        [{ type: "test", text: "first" }, false],
        [{ type: "test", text: "second" }, true],
      ],
    );
  });
});

it("the reasons of a notification keep their bits", () => {
  assert.deepEqual(notificationReasons.map(reasonBit), [1, 2, 4, 8, 16, 32, 64]);
  assert.deepEqual(reasonsOf(67), ["assigned", "mentioned", "watching"]);
});

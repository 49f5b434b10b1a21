import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenPerson } from "../../../test/support/given.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { insertNotice } from "../../notifications/notify.ts";
import { purgeInboxes, purgeNotifications } from "./purge-notifications.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

it("the job purge-notifications deletes what is read after 180 days, and what is unread after 400", async () => {
  const { id: user_id, token } = await givenPerson(api);
  for (const type of ["read", "unread", "archived"]) {
    const notice = { type, text: "Something happened." };
    await transaction(api.db, async (tx) =>
      insertNotice(tx, { user_id, workspace_id: null, notice }),
    );
  }
  await api.db.query(sql`
    update notifications
       set unread = false,
           archived_at = case when notice ->> 'type' = 'archived' then clock_timestamp() end
     where workspace_id is null
       and user_id = ${user_id}
       and notice ->> 'type' <> 'unread'`);
  const typesAfter = async (days: number) => {
    const stopping = new AbortController().signal;
    await purgeInboxes(api.db, { now: inDays(days), stopping, range: 1 });
    const { body } = await api.get({ token }, "/v1/notifications?archived=include");
    return body.data.map(({ notice }: { notice: { type: string } }) => notice.type);
  };

  await purgeNotifications.run(api.instance, new AbortController().signal);

  assert.deepEqual(await typesAfter(179), ["archived", "unread", "read"]);
  assert.deepEqual(await typesAfter(182), ["unread"]);
  assert.deepEqual(await typesAfter(399), ["unread"]);
  assert.deepEqual(await typesAfter(402), []);
});

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenMail, readMails } from "../../../test/support/mail/given-mail.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { purgeMails } from "./purge-mails.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the job purge-mails", () => {
  it("deletes mails that were sent a week ago or given up a month ago, and no waiting ones", async () => {
    const givenEnded = async (state: string, days: number) => {
      const id = await givenMail(api);
      await transaction(api.db, (tx) =>
        tx.query(sql`
          update mails
             set state = ${state}, ended_at = now() - make_interval(days => ${days})
           where id = ${id}`),
      );
      return id;
    };
    const kept = [await givenEnded("sent", 6), await givenEnded("dead", 29), await givenMail(api)];
    await givenEnded("sent", 8);
    await givenEnded("dead", 31);

    await purgeMails.run(api.instance, new AbortController().signal);

    assert.deepEqual(
      (await readMails(api)).map(({ id }) => id),
      kept,
    );
  });
});

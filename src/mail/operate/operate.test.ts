import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenMail, readMail } from "../../../test/support/mail/given-mail.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { findMailState, listMails, reviveMails } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await transaction(api.db, (tx) => tx.query(sql`delete from mails`));
});
after(() => api.close());

async function givenDeadMail(expires_at?: Date): Promise<string> {
  const id = await givenMail(api, expires_at ? { expires_at } : {});
  await transaction(api.db, (tx) =>
    tx.query(sql`
      update mails
         set state = 'dead', ended_at = clock_timestamp(), attempts = 7
       where id = ${id}`),
  );
  return id;
}

const revive = (id?: string) => transaction(api.db, (tx) => reviveMails(tx, { id, attempts: 7 }));

describe("the operator's view of mails", () => {
  it("lists the newest ones of the given states, and no more than the limit", async () => {
    const [waiting, dead, newest] = [
      await givenMail(api),
      await givenDeadMail(),
      await givenDeadMail(),
    ];

    const idsOf = async (states: string[], limit: number) =>
      (await listMails(api.db, { states, limit })).map(({ id }) => id);
    assert.deepEqual(await idsOf(["waiting", "dead"], 10), [newest, dead, waiting]);
    assert.deepEqual(await idsOf(["dead"], 1), [newest]);
    assert.equal(await findMailState(api.db, waiting), "waiting");
    assert.equal(await findMailState(api.db, crypto.randomUUID()), undefined);
  });

  it("lets dead mails be tried again, except one whose link has expired", async () => {
    const [one, other] = [await givenDeadMail(), await givenDeadMail()];
    const expired = await givenDeadMail(new Date(0));

    assert.deepEqual([await revive(one), await revive(), await revive(expired)], [1, 1, 0]);

    for (const id of [one, other]) assert.equal((await readMail(api, id)).attempts_max, 14);
    assert.equal((await readMail(api, expired)).state, "dead");
  });
});

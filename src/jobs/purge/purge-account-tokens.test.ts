import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount } from "../../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { putAddressChange } from "../../account/address-queries.ts";
import { insertAccountToken } from "../../account/token-queries.ts";
import { hashAccountToken, newAccountToken } from "../../account/tokens.ts";
import { sql } from "../../db/sql.ts";
import { purgeAccountTokens } from "./purge-account-tokens.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const run = () => purgeAccountTokens.run(api.instance, new AbortController().signal);

describe("the purge of account tokens", () => {
  it("deletes tokens that expired a day ago, used or not, and no others", async () => {
    const { id, email } = await givenAccount(api);
    const token = (hours: number) =>
      insertAccountToken({
        ...{ hash: hashAccountToken(newAccountToken("reset")), user_id: id, email },
        ...{ purpose: "reset", is_mailed: true, hours },
      });
    await api.db.batch([token(1), token(-23), token(-25), token(-48)]);
    await api.db.query(sql`
      update account_tokens set used_at = clock_timestamp()
       where expires_at < clock_timestamp() - interval '2 days'`);

    await run();

    const left = await api.db.query(sql<{ hours: number }>`
      select round(extract(epoch from t.expires_at - clock_timestamp()) / 3600)::integer as hours
        from account_tokens t
       order by t.expires_at`);
    assert.deepEqual(
      left.map(({ hours }) => hours),
      [-23, 1],
    );
  });

  it("deletes changes of address that can no longer be stopped, and no others", async () => {
    const [old, late] = [await givenAccount(api), await givenAccount(api)];
    for (const { id: user_id, email: former_email } of [old, late]) {
      await api.db.query(putAddressChange({ user_id, email: "new@example.com", former_email }));
    }
    await api.db.query(sql`
      update address_changes set expires_at = clock_timestamp() where user_id = ${old.id}`);

    await run();

    const left = await api.db.query(sql<{ user_id: string }>`
      select c.user_id from address_changes c`);
    assert.deepEqual(left, [{ user_id: late.id }]);
  });

  it("deletes batch by batch until none is left", async () => {
    const { id, email } = await givenAccount(api);
    await api.db.query(sql`
      insert into account_tokens (hash, user_id, purpose, email, email_key, is_mailed, expires_at)
      select sha256(n::text::bytea), ${id}, 'confirm', ${email}, ${email}, true,
             clock_timestamp() - interval '2 days'
        from generate_series(1, 1100) n`);

    await run();

    const left = await api.db.query(sql`
      select t.hash from account_tokens t where t.user_id = ${id}`);
    assert.deepEqual(left, []);
  });
});

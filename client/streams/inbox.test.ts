import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { transaction } from "../../src/db/transaction.ts";
import { insertNotice } from "../../src/notifications/notify.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenPerson, givenServiceAccount, givenWorld } from "../../test/support/given.ts";
import { type HttpProxy, startHttpProxy } from "../../test/support/proxies/http-proxy.ts";
import { createClient } from "../client.ts";
import { isProblem } from "../problem.ts";

let api: TestApi;
let proxy: HttpProxy;
before(async () => {
  api = await startApi();
});
beforeEach(async () => {
  proxy = await startHttpProxy(api.url);
});
afterEach(() => proxy.close());
after(() => api.close());

async function notify(user_id: string): Promise<void> {
  const notice = { type: "test", text: "Something happened." };
  await transaction(api.db, async (tx) =>
    insertNotice(tx, { user_id, workspace_id: null, notice }),
  );
}

describe("following the inbox", () => {
  it("yields the counts at once and after each change, also after a lost connection", async () => {
    const person = await givenPerson(api);
    const slacky = createClient({ url: proxy.url, token: person.token });
    const breaks: unknown[] = [];
    const counts: number[] = [];

    for await (const { unread } of slacky.followInbox({ onBreak: (why) => breaks.push(why) })) {
      if (counts.at(-1) !== unread) counts.push(unread);
      if (unread === 1) {
        proxy.cutWithin('"unread":2');
        await notify(person.id);
      }
      if (unread === 0) await notify(person.id);
      if (unread === 2) break;
    }

    assert.deepEqual([counts, breaks.length], [[0, 1, 2], 1]);
  });

  it("ends without an error when its signal aborts", async () => {
    const person = await givenPerson(api);
    const slacky = createClient({ url: api.url, token: person.token });
    const stop = new AbortController();
    for await (const _counts of slacky.followInbox({ signal: stop.signal })) stop.abort();
  });

  it("throws the refusal of a token without the scope", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api), { scopes: ["ticket:read"] });
    const slacky = createClient({ url: api.url, token: bot.token });

    await assert.rejects(slacky.followInbox().next(), (error) =>
      isProblem(error, "insufficient_scope"),
    );
  });
});

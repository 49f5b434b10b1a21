import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { noticesOf } from "../../../test/support/feed.ts";
import {
  givenMember,
  givenServiceAccount,
  givenWorld,
  type ServiceAccount,
  type World,
} from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { noticeExpiringTokens } from "../../jobs/notice-expiring-tokens.ts";
import { insertExpiryNotices } from "./expiring-tokens.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const run = () => noticeExpiringTokens.run(api.instance, new AbortController().signal);

/** A token that was created `lived` days ago and expires in `left` days. */
async function givenToken(
  world: World,
  { left, lived = 30 }: { left: number; lived?: number },
): Promise<ServiceAccount> {
  const bot = await givenServiceAccount(api, world, { expires_in_days: 1 });
  await setTimes(bot, { left, lived });
  return bot;
}

async function setTimes(
  bot: ServiceAccount,
  { left, lived }: { left: number; lived: number },
): Promise<void> {
  await api.db.query(sql`
    update api_tokens t
       set created_at = clock_timestamp() - ${lived}::float * interval '1 day',
           expires_at = clock_timestamp() + ${left}::float * interval '1 day'
      from members m
     where m.user_id = ${bot.id}
       and t.workspace_id = m.workspace_id
       and t.id = ${bot.token_id}`);
}

const noticed = async (person: { id: string }) =>
  (await noticesOf(api, person)).map(({ notice }) => (notice.token as { id: string }).id);

describe("the notices that an API token is about to expire", () => {
  it("are written seven days before, and a day before, once each", async () => {
    const world = await givenWorld(api);
    const bot = await givenToken(world, { left: 8 });
    await run();
    assert.deepEqual(await noticed(world.admin), []);

    await setTimes(bot, { left: 6.9, lived: 30 });
    await run();
    await run();
    const [first, ...more] = await noticesOf(api, world.admin);
    assert.deepEqual(more, []);
    assert.equal(typeof first?.notice.expires_at, "string");
    assert.deepEqual(
      { ...first, notice: { ...first?.notice, expires_at: undefined } },
      {
        workspace_id: world.workspace.id,
        actor_id: null,
        notice: {
          type: "token_expires",
          text: "The API token a token of member bot expires within 7 days. Create another one before that.",
          token: { id: bot.token_id, name: "a token" },
          service_account: { id: bot.id, name: "member bot" },
          expires_at: undefined,
        },
      },
    );

    await setTimes(bot, { left: 0.9, lived: 30 });
    await run();
    await run();
    const texts = (await noticesOf(api, world.admin)).map(({ notice }) => notice.text);
    assert.equal(texts.length, 2);
    assert.match(texts[1] ?? "", /expires within a day/);
  });

  it("go to the admins, and to the creator while they are a member", async () => {
    const world = await givenWorld(api);
    const creator = await givenMember(api, world.workspace, "admin");
    const gone = await givenMember(api, world.workspace, "admin");
    const bots = [];
    for (const admin of [creator, gone]) {
      const bot = await givenServiceAccount(api, { ...world, admin }, { expires_in_days: 1 });
      await setTimes(bot, { left: 5, lived: 30 });
      bots.push(bot);
    }
    await api.patch(world.admin, `${world.workspacePath}/members/${creator.id}`, {
      role: "member",
    });
    await api.delete(world.admin, `${world.workspacePath}/members/${gone.id}`);

    await run();

    const ids = bots.map(({ token_id }) => token_id);
    assert.deepEqual((await noticed(world.admin)).sort(), ids.toSorted());
    assert.deepEqual(await noticed(creator), ids.slice(0, 1));
    for (const other of [gone, world.member, world.viewer])
      assert.deepEqual(await noticed(other), []);
  });

  it("leave out tokens that were revoked, have expired, never expire or were made for less time", async () => {
    const world = await givenWorld(api);
    await givenServiceAccount(api, world);
    const revoked = await givenToken(world, { left: 5 });
    await api.delete(
      world.admin,
      `${world.workspacePath}/service-accounts/${revoked.id}/tokens/${revoked.token_id}`,
    );
    await givenToken(world, { left: -0.1 });
    await givenToken(world, { left: 5, lived: 1 });
    await givenToken(world, { left: 0.5, lived: 0.1 });
    const short = await givenToken(world, { left: 0.9, lived: 1 });

    await run();

    assert.deepEqual(await noticed(world.admin), [short.token_id]);
  });

  it("are those of a day before alone, if no worker ran before that", async () => {
    const world = await givenWorld(api);
    await givenToken(world, { left: 0.5 });

    await run();
    await run();

    const texts = (await noticesOf(api, world.admin)).map(({ notice }) => notice.text);
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? "", /within a day/);
  });

  it("are written once by two workers: one leaves the tokens that the other has taken", async () => {
    const world = await givenWorld(api);
    const bot = await givenToken(world, { left: 5 });

    await transaction(api.db, async (rival) => {
      assert.equal(await insertExpiryNotices(rival, { limit: 100 }), 1);
      await rival.flush();
      await run();
    });
    await run();

    assert.deepEqual(await noticed(world.admin), [bot.token_id]);
  });

  it("are written by the next run if a worker was killed before it committed", async () => {
    const world = await givenWorld(api);
    const bot = await givenToken(world, { left: 5 });

    const killed = transaction(api.db, async (tx) => {
      await insertExpiryNotices(tx, { limit: 100 });
      await tx.flush();
      await tx.query(sql`select pg_terminate_backend(pg_backend_pid())`);
    });
    await assert.rejects(killed);
    assert.deepEqual(await noticed(world.admin), []);

    await run();
    assert.deepEqual(await noticed(world.admin), [bot.token_id]);
  });

  it("wait for what else is written to the inbox, so that both stay", async () => {
    const world = await givenWorld(api);
    const bot = await givenToken(world, { left: 5 });
    await api.db.query(sql`insert into inboxes (user_id) values (${world.admin.id})`);

    let running!: Promise<void>;
    await transaction(api.db, async (rival) => {
      await rival.query(sql`
        select i.revision from inboxes i where i.user_id = ${world.admin.id} for no key update`);
      running = run();
      await untilBlocked(api.db);
    });
    await running;

    assert.deepEqual(await noticed(world.admin), [bot.token_id]);
  });
});

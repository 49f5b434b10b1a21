import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { asOwner } from "../../../test/support/audit.ts";
import { givenPerson, givenServiceAccount, givenWorld } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { eraseAccount, lockAccount } from "../queries.ts";
import { deleteNotificationSettings, findNotificationSettings } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const path = "/v1/me/notification-settings";
const defaults = { time_zone: null, digest_hour: 8, digest: "daily" };

describe(path, () => {
  it("has defaults, and keeps what a patch does not name", async () => {
    const person = await givenPerson(api);
    assert.deepEqual((await api.get(person, path)).body, defaults);
    assert.deepEqual((await api.patchAndRead(person, path, {})).body, defaults);

    const moved = await api.patchAndRead(person, path, { time_zone: "Pacific/Kiritimati" });
    assert.deepEqual(moved.body, { ...defaults, time_zone: "Pacific/Kiritimati" });
    const later = await api.patchAndRead(person, path, { digest: "weekly", digest_hour: 0 });
    assert.deepEqual(later.body, {
      time_zone: "Pacific/Kiritimati",
      digest_hour: 0,
      digest: "weekly",
    });
    const utc = await api.patchAndRead(person, path, { time_zone: null });
    assert.equal(utc.body.time_zone, null);
    assert.deepEqual((await api.get(await givenPerson(api), path)).body, defaults);
  });

  it("takes every spelling of a time zone, and former names, and shows the usual spelling", async () => {
    const person = await givenPerson(api);
    for (const [sent, shown] of [
      ["europe/berlin", "Europe/Berlin"],
      ["UTC", "UTC"],
      ["Asia/Calcutta", "Asia/Calcutta"],
      ["America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia"],
      ["etc/gmt+12", "Etc/GMT+12"],
    ]) {
      const { body } = await api.patchAndRead(person, path, { time_zone: sent });
      assert.equal(body.time_zone, shown);
    }
  });

  it("refuses an unknown time zone, hour or digest, and names each", async () => {
    const person = await givenPerson(api);
    const zones = ["", "Mars/Olympus", "+01:00", "posix/Europe/Berlin", "localtime", "MEZ-1MESZ"];
    for (const time_zone of [...zones, "A".repeat(2_000)]) {
      const { status, body } = await api.patch(person, path, { time_zone });
      assert.equal(status, 400, time_zone);
      assert.equal(body.errors[0].pointer, "/time_zone");
    }
    const { body } = await api.patch(person, path, { digest_hour: 24, digest: "never", hour: 1 });
    assert.deepEqual(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      "/digest",
      "/digest_hour",
      "/hour",
    ]);
    assert.deepEqual((await api.get(person, path)).body, defaults);
  });

  it("is for people", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api));
    for (const { status, body } of [
      await api.get(bot, path),
      await api.patch(bot, path, { digest: "weekly" }),
    ]) {
      assert.deepEqual([status, body.code], [403, "person_required"]);
    }
    assert.equal((await api.get(undefined, path)).status, 401);
  });

  it("loses neither of two changes at once", async () => {
    const person = await givenPerson(api);
    await api.patch(person, path, { digest_hour: 7 });
    let late!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(sql`
        update user_notification_settings set digest = 'weekly' where user_id = ${person.id}`);
      late = api.patch(person, path, { time_zone: "Asia/Tokyo" });
      await untilBlocked(api.db);
    });

    const { body } = await late;
    assert.deepEqual(body, { time_zone: "Asia/Tokyo", digest_hour: 7, digest: "weekly" });
    assert.deepEqual((await api.get(person, path)).body, body);
  });

  it("leaves nothing of a person whose erasure it waited for", async () => {
    const person = await givenPerson(api);
    await api.patch(person, path, { digest_hour: 7 });
    let late!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (rival) => {
      await lockAccount(rival, person.id);
      await rival.batch([eraseAccount(person.id, "x"), deleteNotificationSettings(person.id)]);
      late = api.patch(person, path, { time_zone: "Asia/Tokyo" });
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 401);
    assert.deepEqual(await api.db.query(findNotificationSettings(person.id)), []);
  });

  it("cannot be stored with another hour or digest", async () => {
    const { id } = await givenPerson(api);
    const insert = (hour: number, digest: string, zone: string) =>
      asOwner(
        api,
        sql`insert into user_notification_settings (user_id, digest_hour, digest, time_zone)
            values (${id}, ${hour}, ${digest}, ${zone})`,
      );
    await assert.rejects(insert(24, "daily", "UTC"), /digest_hour_is_of_a_day/);
    await assert.rejects(insert(8, "hourly", "UTC"), /digest_is_known/);
    await assert.rejects(insert(8, "daily", "x".repeat(65)), /time_zone_length/);
  });
});

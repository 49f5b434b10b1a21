import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { Position } from "../../client/position.ts";
import { sql } from "../../src/db/sql.ts";
import { checkReplicas } from "../../src/doctor/replicas.ts";
import { relayAll } from "../support/feed.ts";
import { givenServiceAccount, givenTicket, givenWorld } from "../support/given.ts";
import type { Reply } from "../support/reply.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

const positionOf = ({ headers }: Reply) => headers.get("slacky-position");
const sending = (reply: Reply) => ({ "slacky-position": positionOf(reply) ?? "" });

let place: WithReplica;
before(async () => {
  place = await startWithReplica();
});
after(() => place.close());

async function givenPath(): Promise<string> {
  const ticket = await givenTicket(place.api, place.world);
  return `${place.world.workspacePath}/tickets/${ticket.id}`;
}

describe("a read with a position", () => {
  beforeEach(() => place.ready());

  it("runs on the replica, which the primary learns nothing of, for people and API tokens", async () => {
    const { api, world, primary, replica } = place;
    const bot = await givenServiceAccount(api, world);
    const path = await givenPath();
    await replica.catchUp(primary);
    await place.ready();
    const used: string[] = [];
    const reads = api.instance.reads.pool;
    reads.on("acquire", () => used.push("primary"));

    for (const caller of [world.member, bot]) {
      const reply = await place.readUntil("served", () => {
        used.length = 0;
        return api.get(caller, path, any);
      });
      assert.equal(reply.status, 200);
      assert.deepEqual(used, []);
      assert.match(positionOf(reply) ?? "", /^[0-9a-f]{8}\.[0-9A-F]{16}$/);
    }
    reads.removeAllListeners("acquire");
  });

  it("runs on the primary without the header, and the answer has none", async () => {
    const path = await givenPath();
    const counted = await place.outcomesOf(async () => {
      const reply = await place.api.get(place.world.member, path);
      assert.equal(reply.status, 200);
      assert.equal(positionOf(reply), null);
    });
    assert.deepEqual(counted, []);
  });

  it("shows the caller's own writes while the replica stands still", async () => {
    const { api, world, replica } = place;
    const path = await givenPath();
    await replica.catchUp();
    await replica.pauseReplay();
    try {
      const seen: boolean[] = [];
      for (let tries = 0; tries < 40; tries += 1) {
        const written = await api.patch(world.admin, path, { title: `title ${tries}` });
        const read = await api.get(world.admin, path, sending(written));
        seen.push(read.body.title === `title ${tries}`);
      }
      assert.ok(seen.every(Boolean), `${seen.filter((one) => !one).length} of 40 were stale`);
      assert.ok((await place.outcomes("behind")) > 0);
    } finally {
      await replica.resumeReplay();
    }
  });

  it("shows both of two writes, by the position that the client keeps of their answers", async () => {
    const { api, world, replica } = place;
    const [first, second] = [await givenPath(), await givenPath()];
    const written = await api.patch(world.admin, first, { title: "both" });
    await replica.catchUp();
    await replica.pauseReplay();
    try {
      const later = await api.patch(world.admin, second, { title: "both" });
      const kept = new Position();
      for (const answer of [later, written]) kept.keep(positionOf(answer));
      for (const path of [first, second]) {
        const read = await api.get(world.admin, path, { "slacky-position": kept.current.text });
        assert.equal(read.body.title, "both");
      }
    } finally {
      await replica.resumeReplay();
    }
  });

  it("runs on the primary if its position cannot be read, or is of another history", async () => {
    const path = await givenPath();
    for (const sent of ["unknown", "0", "0123abcd.00000000FFFFFFFF", "'; select 1"]) {
      const counted = await place.outcomesOf(async () => {
        const reply = await place.api.get(place.world.member, path, { "slacky-position": sent });
        assert.equal(reply.status, 200);
        assert.match(positionOf(reply) ?? "", /^[0-9a-f]{8}\.[0-9A-F]{16}$/);
      });
      assert.deepEqual(counted, [], sent);
    }
  });

  it("shows nothing of another workspace, whose tickets are answered like unknown ones", async () => {
    const { api, world } = place;
    const other = await givenWorld(api);
    const path = await givenPath();
    await place.ready();
    const stolen = `${other.workspacePath}/tickets/${path.split("/").at(-1)}`;
    for (const [caller, asked] of [
      [world.outsider, path],
      [other.admin, path],
      [other.admin, stolen],
    ] as const) {
      const reply = await place.readUntil("refused", () => api.get(caller, asked, any));
      assert.equal(reply.status, 404);
    }
  });

  it("counts only if the history is the primary's, however far the replica is", async () => {
    const { api, world } = place;
    const path = await givenPath();
    await place.ready();
    await api.db.query(sql`update relay set cluster = '1/00000001' where id = 1`);
    await place.replica.catchUp();

    const reply = await place.readUntil("behind", () => api.get(world.member, path, any));
    assert.equal(reply.status, 200);
    await relayAll(api.db);
  });
});

describe("a write", () => {
  beforeEach(() => place.ready());

  it("is answered with its position, also in a replay, and a refused one sends the next read to the primary", async () => {
    const { api, world } = place;
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    const key = { "idempotency-key": crypto.randomUUID() };

    const first = await api.post(world.admin, path, { title: "Once" }, key);
    const again = await api.post(world.admin, path, { title: "Once" }, key);
    const refused = await api.patch(world.admin, await givenPath(), {}, { "if-match": '"9"' });

    assert.equal(again.headers.get("idempotency-replayed"), "true");
    for (const reply of [first, again]) {
      assert.match(positionOf(reply) ?? "", /^[0-9a-f]{8}\.[0-9A-F]{16}$/);
    }
    assert.ok((positionOf(again) ?? "") >= (positionOf(first) ?? ""));
    assert.equal(positionOf(refused), "unknown");
    const stored = await api.db.query(sql<{ headers: object }>`
      select k.headers from idempotency_keys k where k.user_id = ${world.admin.id}`);
    assert.ok(stored.every(({ headers }) => !/position/i.test(JSON.stringify(headers))));
  });
});

describe("slacky doctor", () => {
  it("refuses the primary as a replica, and warns of one that a long query can delay", async () => {
    const { api, primary, replica } = place;
    await replica.catchUp();
    const check = (url: string) => checkReplicas({ replicaUrls: [url] })(api.db);

    const wrong = await check(primary.url("slacky_app"));
    assert.equal(wrong.verdict, "fault");
    assert.match(wrong.detail, /^Replica 1: it is not a standby/);
    const slow = await check(replica.url("slacky_app"));
    assert.equal(slow.verdict, "warning");
    assert.match(slow.detail, /max_standby_streaming_delay = 1s/);
  });

  it("reports all that is wrong, also after a replica that only deserves a warning", async () => {
    const { api, primary, replica } = place;
    await replica.catchUp();
    const unreachable = "postgres://slacky_app@127.0.0.1:1/slacky";
    const urls = [replica.url("slacky_app"), unreachable, primary.url("slacky_app")];

    const { verdict, detail } = await checkReplicas({ replicaUrls: urls })(api.db);

    assert.equal(verdict, "fault");
    assert.match(
      detail,
      /^Replica 1: one long query .* Replica 2: .* Replica 3: it is not a standby/,
    );
  });

  it("refuses a replica whose sessions begin with another isolation", async () => {
    const { api, replica } = place;
    const options = "?options=-c%20default_transaction_isolation%3Drepeatable%5C%20read";
    const url = replica.url("slacky_app", options);
    const { verdict, detail } = await checkReplicas({ replicaUrls: [url] })(api.db);

    assert.equal(verdict, "fault");
    assert.match(detail, /`default_transaction_isolation` is repeatable read/);
  });
});

describe("a replica that does not respond", () => {
  it("fails no read, and is then left out until it responds again", async () => {
    const { api, world, link } = place;
    const path = await givenPath();
    await place.ready();
    link.die();
    try {
      for (const outcome of ["failed", "left_out"] as const) {
        const reply = await place.readUntil(outcome, () => api.get(world.member, path, any));
        assert.equal(reply.status, 200);
      }
    } finally {
      link.revive();
    }
    await place.ready();
  });
});

describe("a replica that was promoted by mistake", () => {
  it("serves no read any more", async () => {
    const { api, world, replica } = place;
    const path = await givenPath();
    await place.ready();
    await replica.promote();

    const reply = await place.readUntil("failed", () => api.get(world.member, path, any));
    assert.equal(reply.status, 200);
  });
});

describe("a replica that was killed", () => {
  before(async () => {
    await place.close();
    place = await startWithReplica();
  });

  it("fails no read, and serves again when it is back", async () => {
    const { api, world, replica } = place;
    const path = await givenPath();
    await place.ready();
    await replica.kill();
    for (let tries = 0; tries < 5; tries += 1) {
      assert.equal((await api.get(world.member, path, any)).status, 200);
    }
    await replica.restart();
    await place.ready();
  });
});

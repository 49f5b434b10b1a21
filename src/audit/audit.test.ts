import assert from "node:assert/strict";
import { hash, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner, drainOutbox, storedRecords, untilAudited } from "../../test/support/audit.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";
import { isSignedBy } from "./head.ts";
import { scanAudit } from "./list-queries.ts";
import { instanceChain } from "./record.ts";
import { verifyChain } from "./verify.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ trustProxy: 1 });
});
after(() => api.close());

async function auditOf({ workspacePath, admin }: World, query = "") {
  const { status, body } = await api.get(admin, `${workspacePath}/audit${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

describe("the audit log of a workspace", () => {
  it("records the actor, the action, the origin and the request ID, newest first", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1/transitions`;
    const headers = { "user-agent": "tests/1", "x-request-id": `move-${randomUUID()}` };
    await api.post(world.member, path, { to: "in_progress" }, headers);
    await drainOutbox(api);

    const { data, next_cursor } = await auditOf(world);

    const [{ occurred_at, hash: sha256, previous_hash, data: details, ...moved }, created] = data;
    assert.deepEqual(moved, {
      sequence: 4,
      action: "ticket.transitioned",
      outcome: "success",
      actor_id: world.member.id,
      subject_type: "ticket",
      subject_id: ticket.id,
      token: null,
      ip_address: "127.0.0.1",
      user_agent: "tests/1",
      personal: {},
      request_id: headers["x-request-id"],
    });
    assert.deepEqual(details.changes, { status: { from: "open", to: "in_progress" } });
    assert.ok(occurred_at >= created.occurred_at);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.equal(previous_hash, created.hash);
    assert.deepEqual(
      data.map(({ action }: { action: string }) => action),
      ["ticket.transitioned", "ticket.created", "project.created", "workspace.created"],
    );
    assert.equal(data.at(-1).previous_hash, null);
    assert.equal(next_cursor, null);
  });

  it("records a refused request under the action that was attempted", async () => {
    const world = await givenWorld(api);
    const request_id = `refused-${randomUUID()}`;
    await api.patch(
      world.viewer,
      world.workspacePath,
      { name: "Mine" },
      { "x-request-id": request_id },
    );
    await untilAudited(api, request_id);

    const { data } = await auditOf(world, "?outcome=refused");

    assert.equal(data.length, 1);
    const [{ action, actor_id, outcome, data: details }] = data;
    assert.deepEqual(
      { action, actor_id, outcome, code: details.code },
      {
        action: "workspace.updated",
        actor_id: world.viewer.id,
        outcome: "refused",
        code: "forbidden",
      },
    );
  });

  it("stores digests instead of ticket descriptions and comment bodies", async () => {
    const world = await givenWorld(api);
    const description = "Only in Firefox, since this morning 🎈";
    await givenTicket(api, world, { description });
    const comments = `${world.workspacePath}/tickets/ENG-1/comments`;
    await api.post(world.member, comments, { body: "I have seen it too." });
    await drainOutbox(api);

    const [commented, created] = (await auditOf(world)).data;

    assert.deepEqual(created.data.changes.description, {
      from: null,
      to: { sha256: hash("sha256", description), length: [...description].length },
    });
    assert.deepEqual(created.data.changes.title, { from: null, to: "A ticket" });
    assert.deepEqual(commented.data.changes.body.to.sha256, hash("sha256", "I have seen it too."));
    const records = await api.db.query(sql<{ record: string }>`
      select a::text as record
        from audit_log a
       where a.workspace_id = ${world.workspace.id}`);
    assert.doesNotMatch(JSON.stringify(records), /Firefox|seen it too/);
  });

  it("stores invited e-mail addresses so that they can be erased without breaking the chain", async () => {
    const world = await givenWorld(api);
    const invitation = { email: "eve@example.com", role: "member" };
    await api.post(world.admin, `${world.workspacePath}/members`, invitation);
    await drainOutbox(api);

    const [invited] = (await auditOf(world)).data;
    await asOwner(api, sql`delete from audit_personal where workspace_id = ${world.workspace.id}`);
    const [erased] = (await auditOf(world)).data;

    assert.deepEqual(invited.personal, { email: "eve@example.com" });
    assert.deepEqual([erased.personal, erased.ip_address], [{}, null]);
    assert.equal(erased.hash, invited.hash);
    const { body } = await api.get(world.admin, `${world.workspacePath}/audit/verify`);
    assert.deepEqual(body, { ok: true, checked: 3, erased: 1, next: null });
    const records = await api.db.query(sql<{ record: string }>`
      select a::text as record
        from audit_log a
       where a.workspace_id = ${world.workspace.id}`);
    assert.doesNotMatch(JSON.stringify(records), /eve@example\.com|127\.0\.0\.1/);
  });

  it("salts the personal values of each record separately, so that equal values have different digests", async () => {
    const world = await givenWorld(api);
    for (const name of ["One", "Two"]) await api.patch(world.admin, world.workspacePath, { name });
    await drainOutbox(api);

    const rows = await api.db.query(sql<{ personal: string; digest: string }>`
      select p.personal, encode(a.personal_digest, 'hex') as digest
        from audit_log a
        join audit_personal p on p.workspace_id = a.workspace_id and p.sequence = a.sequence
       where a.workspace_id = ${world.workspace.id}`);

    assert.equal(rows.length, 2);
    assert.equal(rows[0]?.personal, rows[1]?.personal);
    assert.notEqual(rows[0]?.digest, rows[1]?.digest);
  });

  it("can be filtered by actor, action, subject, outcome and time, separately and combined", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.patch(world.member, path, { title: "Another" });
    await api.patch(world.admin, path, { title: "A third" });
    await drainOutbox(api);
    const all = (await auditOf(world)).data;
    const third = all[0].occurred_at;

    const sequencesBy = async (query: string) =>
      (await auditOf(world, query)).data.map(({ sequence }: { sequence: number }) => sequence);
    const expected: Record<string, number[]> = {
      [`?actor_id=${world.member.id}`]: [4],
      "?action=ticket.updated": [5, 4],
      [`?subject_id=${ticket.id}`]: [5, 4, 3],
      "?outcome=success": [5, 4, 3, 2, 1],
      "?outcome=failed": [],
      [`?from=${third}`]: [5],
      [`?to=${third}`]: [4, 3, 2, 1],
      [`?actor_id=${world.admin.id}&action=ticket.updated`]: [5],
      [`?subject_id=${ticket.id}&actor_id=${world.admin.id}&outcome=success&to=${third}`]: [3],
    };

    for (const [query, sequences] of Object.entries(expected)) {
      assert.deepEqual(await sequencesBy(query), sequences, query);
    }
  });

  it("returns each record exactly once across pages, even with a filter that no index supports", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 5; n += 1) await givenTicket(api, world);
    await drainOutbox(api);
    for (const filter of ["", `&action=ticket.created&actor_id=${world.admin.id}`]) {
      const seen: number[] = [];
      let cursor = "";
      do {
        const page = await auditOf(world, `?limit=2${filter}${cursor}`);
        seen.push(...page.data.map(({ sequence }: { sequence: number }) => sequence));
        cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
      } while (cursor);
      assert.deepEqual(seen, filter === "" ? [7, 6, 5, 4, 3, 2, 1] : [7, 6, 5, 4, 3]);
    }
  });

  it("does not scan records outside the requested time range", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 9; n += 1) await givenTicket(api, world);
    await drainOutbox(api);
    const { id } = world.workspace;
    await asOwner(
      api,
      sql`
        update audit_log
           set occurred_at = timestamptz '2026-01-01 12:00+00' + sequence * interval '1 day'
         where workspace_id = ${id}`,
    );
    const filter = { from: "2026-01-04T00:00:00Z", to: "2026-01-06T00:00:00Z" };

    const walked = await scanAudit(
      api.db,
      { workspace_id: id, filter, before: undefined, limit: 9 },
      3,
    );

    assert.deepEqual(
      walked.rows.map(({ sequence }) => sequence),
      [4, 3],
    );
    assert.equal(walked.edge, undefined, "It has scanned fewer than three records.");
  });

  it("scans at most a fixed number of records per page and returns where it stopped", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 5; n += 1) await givenTicket(api, world);
    await drainOutbox(api);
    const [{ occurred_at: to }] = (await auditOf(world, "?action=project.created")).data;
    const filter = { from: "2000-01-01T00:00:00Z", to };
    const range = { workspace_id: world.workspace.id, filter, limit: 2 };

    const first = await scanAudit(api.db, { ...range, before: undefined }, 4);
    const second = await scanAudit(api.db, { ...range, before: 4 }, 4);

    assert.deepEqual([first.rows, first.edge], [[], 4]);
    assert.deepEqual(
      second.rows.map(({ sequence }) => sequence),
      [1],
    );
    assert.equal(second.edge, undefined);
  });

  it("rejects a cursor from another list and an unknown filter with 400", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await drainOutbox(api);
    const { next_cursor } = await auditOf(world, "?limit=1");
    for (const query of [
      `cursor=${next_cursor}&outcome=refused`,
      "action=ticket.eaten",
      "from=yesterday",
      "who=me",
    ]) {
      assert.equal(
        (await api.get(world.admin, `${world.workspacePath}/audit?${query}`)).status,
        400,
        query,
      );
    }
  });
});

describe("the routes of the audit log", () => {
  it("can be read only by admins of the workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    for (const path of ["/audit", "/audit/verify", "/audit/head"].map(
      (end) => world.workspacePath + end,
    )) {
      for (const person of [world.member, world.viewer]) {
        const { status, body } = await api.get(person, path);
        assert.deepEqual([status, body.required_permission], [403, "audit:read"]);
      }
      assert.equal((await api.get(world.outsider, path)).status, 404);
      assert.equal((await api.get(other.admin, path)).status, 404);
      assert.equal((await api.get(undefined, path)).status, 401);
      assert.equal((await api.get(world.admin, path)).status, 200);
    }
  });

  it("verify the chain and return the first bad record", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await drainOutbox(api);
    const path = `${world.workspacePath}/audit/verify`;
    const good = await api.get(world.admin, `${path}?after=1`);
    await asOwner(
      api,
      sql`
        update audit_log
           set action = 'ticket.deleted'
         where workspace_id = ${world.workspace.id} and sequence = 3`,
    );
    const bad = await api.get(world.admin, path);

    assert.deepEqual(good.body, { ok: true, checked: 2, erased: 0, next: null });
    assert.deepEqual(bad.body, {
      ok: false,
      checked: 2,
      erased: 0,
      next: null,
      first_bad: { sequence: 3, reason: "hash_differs" },
    });
  });

  it("sign the head with the server's secret", async () => {
    const world = await givenWorld(api);
    const none = (await api.get(world.admin, `${world.workspacePath}/audit/head`)).body;
    await drainOutbox(api);
    const { body } = await api.get(world.admin, `${world.workspacePath}/audit/head`);
    const [last] = (await auditOf(world)).data;
    const { slackySecret } = api.instance.config;

    assert.deepEqual([none.sequence, none.hash], [0, null]);
    assert.deepEqual([body.sequence, body.hash], [2, last.hash]);
    assert.equal(body.workspace_id, world.workspace.id);
    assert.equal(isSignedBy([slackySecret], body), true);
    for (const change of [
      { sequence: 1 },
      { hash: null },
      { signed_at: "2026" },
      { signature: "" },
    ]) {
      assert.equal(isSignedBy([slackySecret], { ...body, ...change }), false);
    }
    assert.equal(isSignedBy(["another secret"], body), false);
  });
});

describe("the audit chain of the instance", () => {
  it("records successful and failed sign-ins with their origin and without secrets", async () => {
    const person = await givenAccount(api);
    const again = await signInAgain(api, person);
    const wrong = { email: person.email, password: "a wrong password altogether" };
    const request_id = `failed-${randomUUID()}`;
    await api.post(undefined, "/v1/auth/login", wrong, { "x-request-id": request_id });
    await untilAudited(api, request_id);

    const rows = await api.db.query(sql<{ action: string; outcome: string; personal: string }>`
      select a.action, a.outcome, p.personal
        from audit_log a
        left join audit_personal p on p.workspace_id = a.workspace_id and p.sequence = a.sequence
       where a.workspace_id = ${instanceChain}
         and a.actor_id = ${person.id}
       order by a.sequence`);

    assert.deepEqual(
      rows.map(({ action, outcome }) => `${action} ${outcome}`),
      [
        "user.registered success",
        "session.started success",
        "session.started success",
        "session.started failed",
      ],
    );
    assert.equal(JSON.parse(rows.at(-1)?.personal ?? "").address, "127.0.0.1");
    const everything = await api.db.query(sql<{ text: string }>`
      select a::text || coalesce(p.personal, '') as text
        from audit_log a
        left join audit_personal p on p.workspace_id = a.workspace_id and p.sequence = a.sequence`);
    const text = JSON.stringify(everything);
    for (const secret of [person.password, wrong.password, person.token, again.refresh_token]) {
      assert.ok(!text.includes(secret));
    }
  });

  it("is a single chain without records of any workspace", async () => {
    const records = await storedRecords(api.db, instanceChain);
    assert.ok(records.length > 0);
    assert.deepEqual(
      records.map(({ sequence }) => sequence),
      records.map((_, index) => index + 1),
    );
    const { ok } = await verifyChain(api.db, { workspace_id: instanceChain, secrets: [] });
    assert.equal(ok, true);
  });
});

describe("the server's database role", () => {
  it("cannot update, delete or truncate audit records", async () => {
    await givenWorld(api);
    await drainOutbox(api);
    for (const statement of [
      sql`update audit_log set actor_id = null`,
      sql`delete from audit_log`,
      sql`truncate audit_log`,
      sql`update audit_personal set personal = ''`,
      sql`delete from audit_personal`,
      sql`delete from audit_heads`,
    ]) {
      await assert.rejects(api.db.query(statement), { code: "42501" }, statement.text);
    }
  });
});

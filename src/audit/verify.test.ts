import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import {
  asOwner,
  drainOutbox,
  forge,
  givenChain,
  storeAsLines,
  storedRecords,
} from "../../test/support/audit.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { canonical } from "../canonical.ts";
import { signingSecrets } from "../config.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Chain, StoredRecord } from "./chain.ts";
import { createLink } from "./record.ts";
import { compareWithHead, verifyChain, verifyRecords } from "./verify.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

function chainOf(workspace_id: string): Chain {
  return { workspace_id, secrets: signingSecrets(api.instance.config) };
}

/** Rewrites every record from `first` on with another actor, with consistent links and hashes. */
async function forgeFrom(workspace_id: string, first: number, actor_id: string): Promise<Sql[]> {
  const statements: Sql[] = [];
  let previous_hash: string | undefined;
  for (const stored of (await storedRecords(api.db, workspace_id)).slice(first - 1)) {
    const { statement, sha256 } = forge(stored, {
      actor_id,
      ...(previous_hash && { previous_hash }),
    });
    statements.push(statement);
    previous_hash = sha256;
  }
  return [
    ...statements,
    sql`
      update audit_heads
         set hash = decode(${previous_hash ?? ""}, 'hex')
       where workspace_id = ${workspace_id}`,
  ];
}

/** What verification says of an edited column: one that is hashed, or one that repeats the line. */
const edited = { columns: "hash_differs", lines: "column_differs" } as const;

describe("verifying a chain", () => {
  it("accepts an unchanged chain, page by page and as a whole", async () => {
    const { id } = await givenChain(api);

    const first = await verifyRecords(api.db, chainOf(id), { limit: 5 });
    const second = await verifyRecords(api.db, chainOf(id), { after: 5, limit: 3 });
    const third = await verifyRecords(api.db, chainOf(id), { after: 8, limit: 5 });

    assert.deepEqual(first, { ok: true, checked: 5, erased: 0, next: 5 });
    assert.deepEqual(second, { ok: true, checked: 3, erased: 0, next: 8 });
    assert.deepEqual(third, { ok: true, checked: 0, erased: 0, next: null });
    assert.deepEqual(await verifyChain(api.db, chainOf(id)), { ok: true, checked: 8, erased: 0 });
  });

  it("accepts a chain without records", async () => {
    const { workspace } = await givenWorld(api);
    const verified = await verifyChain(api.db, chainOf(workspace.id));
    assert.deepEqual(verified, { ok: true, checked: 0, erased: 0 });
  });

  type Layout = keyof typeof edited;
  type Tamper = [(id: string) => Sql[] | Promise<Sql[]>, number, string];
  const tampersOf = (layout: Layout): Record<string, Tamper> => ({
    "a record's text that was edited": [
      (id) => [
        sql`
          update audit_log
             set record = replace(record, 'A ticket', 'a ticket'),
                 hashed_data = replace(hashed_data::text, 'A ticket', 'a ticket')::json
           where workspace_id = ${id} and sequence = 4`,
      ],
      4,
      "hash_differs",
    ],
    "a record that was edited and hashed again": [
      async (id) => {
        const stored = (await storedRecords(api.db, id))[3] as StoredRecord;
        return [forge(stored, { actor_id: id }).statement];
      },
      5,
      "link_differs",
    ],
    "a column that was edited": [
      (id) => [
        sql`update audit_log set actor_id = ${id} where workspace_id = ${id} and sequence = 3`,
      ],
      3,
      edited[layout],
    ],
    "data that were edited": [
      (id) => [
        sql`
          update audit_log
             set data = jsonb_set(data, '{key}', '"ENG-9"'),
                 hashed_data = jsonb_set(hashed_data::jsonb, '{key}', '"ENG-9"')::json
           where workspace_id = ${id} and sequence = 5`,
      ],
      5,
      edited[layout],
    ],
    "a moment that was edited": [
      (id) => [
        sql`update audit_log set occurred_at = occurred_at - interval '1 microsecond'
             where workspace_id = ${id} and sequence = 2`,
      ],
      2,
      edited[layout],
    ],
    "a record that was deleted": [
      (id) => [sql`delete from audit_log where workspace_id = ${id} and sequence = 2`],
      2,
      "missing",
    ],
    "a first record that was deleted": [
      (id) => [sql`delete from audit_log where workspace_id = ${id} and sequence = 1`],
      1,
      "missing",
    ],
    "a record that was deleted, with those after it renumbered": [
      (id) => [
        sql`delete from audit_log where workspace_id = ${id} and sequence = 4`,
        sql`update audit_log set sequence = -sequence + 1000 where workspace_id = ${id} and sequence > 4`,
        sql`update audit_log set sequence = 999 - sequence where workspace_id = ${id} and sequence > 900`,
        sql`update audit_heads set sequence = sequence - 1 where workspace_id = ${id}`,
      ],
      4,
      edited[layout],
    ],
    "a record that was inserted between two others": [
      (id) => [
        sql`update audit_log set sequence = sequence + 1000 where workspace_id = ${id} and sequence > 3`,
        sql`insert into audit_log (workspace_id, sequence, record, hash, previous_hash, action, outcome,
                                   actor_id, subject_type, subject_id, ticket_id, request_id, data,
                                   hashed_data, personal_digest, occurred_at)
            select workspace_id, 4, record, hash, previous_hash, action, outcome,
                   actor_id, subject_type, subject_id, ticket_id, request_id, data,
                   hashed_data, personal_digest, occurred_at
              from audit_log where workspace_id = ${id} and sequence = 2`,
        sql`update audit_log set sequence = sequence - 999 where workspace_id = ${id} and sequence > 1000`,
        sql`update audit_heads set sequence = sequence + 1 where workspace_id = ${id}`,
      ],
      4,
      edited[layout],
    ],
    "two records that were swapped": [
      (id) => [
        sql`update audit_log set sequence = 1000 where workspace_id = ${id} and sequence = 3`,
        sql`update audit_log set sequence = 3 where workspace_id = ${id} and sequence = 6`,
        sql`update audit_log set sequence = 6 where workspace_id = ${id} and sequence = 1000`,
      ],
      3,
      edited[layout],
    ],
    "a tail that was cut off": [
      (id) => [sql`delete from audit_log where workspace_id = ${id} and sequence > 5`],
      6,
      "missing",
    ],
    "a whole chain that was deleted": [
      (id) => [sql`delete from audit_log where workspace_id = ${id}`],
      1,
      "missing",
    ],
    "a head that was deleted": [
      (id) => [sql`delete from audit_heads where workspace_id = ${id}`],
      8,
      "head_missing",
    ],
    "a head that names another record": [
      (id) => [sql`update audit_heads set hash = sha256('') where workspace_id = ${id}`],
      8,
      "head_differs",
    ],
    "a tail that was rewritten without the head": [
      async (id) => (await forgeFrom(id, 6, id)).slice(0, -1),
      8,
      "head_differs",
    ],
    "an address that was edited": [
      (id) => [
        sql`update audit_personal set personal = '{"address":"192.0.2.7","user_agent":null}'
             where workspace_id = ${id} and sequence = 8`,
      ],
      8,
      "personal_differs",
    ],
    "an address that was made up where none was known": [
      (id) => [
        sql`insert into audit_personal (workspace_id, sequence, salt, personal)
            values (${id}, 3, substr(sha256(''), 1, 16), '{}')`,
      ],
      3,
      "personal_differs",
    ],
  });
  for (const layout of ["columns", "lines"] as const) {
    for (const [what, [tamper, sequence, reason]] of Object.entries(tampersOf(layout))) {
      it(`detects ${what}, of records stored in ${layout}`, async () => {
        const { id } = await givenChain(api);
        if (layout === "lines") await storeAsLines(api, id);

        await asOwner(api, ...(await tamper(id)));

        const { ok, checked, first_bad } = await verifyChain(api.db, chainOf(id));
        assert.deepEqual({ ok, first_bad }, { ok: false, first_bad: { sequence, reason } });
        assert.ok(checked < 9);
      });
    }
  }

  it("detects a line in an unknown format", async () => {
    const { id } = await givenChain(api);
    await storeAsLines(api, id);
    await asOwner(
      api,
      sql`
        update audit_log
           set record = replace(record, '"v":1', '"v":2'),
               hash = sha256(convert_to(replace(record, '"v":1', '"v":2'), 'UTF8'))
         where workspace_id = ${id} and sequence = 4`,
    );

    const { first_bad } = await verifyChain(api.db, chainOf(id));

    assert.deepEqual(first_bad, { sequence: 4, reason: "unknown_format" });
  });

  it("detects records after the head", async () => {
    const { id } = await givenChain(api);
    await asOwner(
      api,
      sql`
        update audit_heads h
           set sequence = a.sequence, hash = a.hash
          from audit_log a
         where h.workspace_id = ${id} and a.workspace_id = ${id} and a.sequence = 6`,
    );

    const { first_bad } = await verifyChain(api.db, chainOf(id));

    assert.deepEqual(first_bad, { sequence: 7, reason: "beyond_head" });
  });

  it("detects a missing tail even when it starts after the last remaining record", async () => {
    const { id } = await givenChain(api);
    await asOwner(api, sql`delete from audit_log where workspace_id = ${id} and sequence > 5`);

    const result = await verifyRecords(api.db, chainOf(id), { after: 7, limit: 10 });

    assert.deepEqual(result.first_bad, { sequence: 7, reason: "missing" });
  });

  it("accepts erased personal data and counts it", async () => {
    const { id } = await givenChain(api);
    await asOwner(api, sql`delete from audit_personal where workspace_id = ${id}`);

    const verified = await verifyChain(api.db, chainOf(id));

    assert.deepEqual(verified, { ok: true, checked: 8, erased: 1 });
  });
});

describe("comparing a chain with a head that was saved elsewhere", () => {
  it("detects a tail that was cut off together with the head", async () => {
    const { world, id } = await givenChain(api);
    const kept = await headOf(world);
    await asOwner(
      api,
      sql`delete from audit_log where workspace_id = ${id} and sequence > 5`,
      sql`
        update audit_heads h
           set sequence = a.sequence, hash = a.hash
          from audit_log a
         where h.workspace_id = ${id} and a.workspace_id = ${id} and a.sequence = 5`,
    );

    assert.equal((await verifyChain(api.db, chainOf(id))).ok, true);
    assert.deepEqual(await compareWithHead(api.db, chainOf(kept.workspace_id), kept), {
      sequence: 8,
      reason: "missing",
    });
  });

  it("detects a whole chain that was rewritten", async () => {
    const { world, id } = await givenChain(api);
    const kept = await headOf(world);
    await asOwner(api, ...(await forgeFrom(id, 1, world.viewer.id)));

    assert.equal((await verifyChain(api.db, chainOf(id))).ok, true);
    assert.deepEqual(await compareWithHead(api.db, chainOf(kept.workspace_id), kept), {
      sequence: 8,
      reason: "head_differs",
    });
  });

  it("accepts a chain that has only grown since", async () => {
    const { world } = await givenChain(api);
    const kept = await headOf(world);
    await givenTicket(api, world);
    await drainOutbox(api);

    assert.equal(await compareWithHead(api.db, chainOf(kept.workspace_id), kept), undefined);
  });
});

async function headOf({ workspacePath, admin }: World) {
  return (await api.get(admin, `${workspacePath}/audit/head`)).body;
}

describe("an audit record", () => {
  it("has the same canonical text for any order of its keys", () => {
    const one = canonical({ b: [1, { d: "é\n", c: null }], a: -0, ä: 1e21 });
    const other = canonical({ ä: 1e21, a: 0, b: [1, { c: null, d: "é\n" }] });
    assert.equal(one, '{"a":0,"b":[1,{"c":null,"d":"é\\n"}],"ä":1e+21}');
    assert.equal(other, one);
  });

  it("keeps its format: a known record has its known hash", () => {
    const link = createLink(
      { sequence: 1, hash: "00".repeat(32) },
      {
        position: 1,
        id: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90",
        kind: "feed",
        type: "comment.edited",
        outcome: "success",
        workspace_id: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e91",
        actor_id: null,
        subject_type: "comment",
        subject_id: "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e92",
        ticket_id: null,
        data: { changes: { body: { from: null, to: "Grüße 🎈" } } },
        personal: {},
        address: null,
        user_agent: null,
        request_id: null,
        token: null,
        occurred_at: "2026-11-22T09:30:00.123456Z",
      },
    );
    assert.deepEqual(JSON.parse(link.record.data), {
      changes: { body: { from: null, to: { sha256: hash("sha256", "Grüße 🎈"), length: 7 } } },
    });
    assert.equal(link.hash, "5b4053a89acbd91e21528247cfddfe1dc3cb574806291a58eca424b9136d60b6");
  });
});

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import {
  asOwner,
  drainOutbox,
  forge,
  givenChain,
  storedRecords,
} from "../../test/support/audit.ts";
import { givenTicket, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { signingSecrets } from "../config.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { withOwner } from "../db/owner.ts";
import { type Sql, sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { eventSubscribers } from "../event-subscribers.ts";
import { relayBatch } from "../events/relay/relay.ts";
import { retentionCutoff } from "../retention/retention-cutoff.ts";
import { readHead } from "./head.ts";
import { type PruneAuditOptions, pruneAudit } from "./prune.ts";
import { deleteRecords, lockPruning } from "./prune-queries.ts";
import { compareWithHead, verifyChain, verifyRecords } from "./verify.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A chain of eight records whose first five were pruned. */
async function givenPruned() {
  const chain = await givenChain(api);
  await pruneUpto(chain.id, 5);
  return chain;
}

const chainOf = (workspace_id: string) => ({
  workspace_id,
  secrets: signingSecrets(api.instance.config),
});

async function prune(options: Partial<PruneAuditOptions> = {}) {
  const { secrets } = chainOf("");
  return await withOwner(api.instance.config, (owner) =>
    pruneAudit(owner, { before: retentionCutoff(-1), secrets, ...options }),
  );
}

/** Prunes every record, in all chains, that is older than the record after `sequence` in this chain. */
async function pruneUpto(id: string, sequence: number, options: Partial<PruneAuditOptions> = {}) {
  const [next] = await api.db.query(sql<{ occurred_at: string }>`
    select a.occurred_at from audit_log a where a.workspace_id = ${id} and a.sequence = ${sequence + 1}`);
  return await prune({ ...options, before: next?.occurred_at ?? "" });
}

async function sequencesOf(id: string): Promise<number[]> {
  const rows = await api.db.query(sql<{ sequence: number }>`
    select a.sequence from audit_log a where a.workspace_id = ${id} order by a.sequence`);
  return rows.map(({ sequence }) => sequence);
}

async function checkpointsOf(id: string): Promise<[number, number][]> {
  const rows = await api.db.query(sql<{ sequence: number; pruned_from: number }>`
    select c.sequence, c.pruned_from
      from audit_checkpoints c where c.workspace_id = ${id} order by c.sequence`);
  return rows.map(({ pruned_from, sequence }) => [pruned_from, sequence]);
}

const verifyOver = async ({ workspacePath, admin }: World, query = "") =>
  (await api.get(admin, `${workspacePath}/audit/verify${query}`)).body;

describe("pruning the audit log", () => {
  it("leaves a signed checkpoint, and a verification that starts there succeeds", async () => {
    const { world, id } = await givenChain(api);

    await pruneUpto(id, 5);

    const unnamed = await verifyOver(world);
    const { checkpoint, ...named } = await verifyOver(world, "?after=5");
    assert.deepEqual(unnamed.first_bad, { sequence: 1, reason: "pruned" });
    assert.deepEqual([unnamed.ok, unnamed.checkpoint], [false, checkpoint]);
    assert.deepEqual([checkpoint.pruned_from, checkpoint.sequence], [1, 5]);
    assert.deepEqual(named, { ok: true, checked: 3, erased: 0, next: null });
    const walked = await verifyChain(api.db, chainOf(id));
    assert.deepEqual(walked, { ok: true, checked: 3, erased: 0, checkpoint });
    assert.deepEqual(await sequencesOf(id), [6, 7, 8]);
  });

  it("deletes the personal data of the pruned records as well", async () => {
    const { id } = await givenChain(api);
    const personal = sql`select p.sequence from audit_personal p where p.workspace_id = ${id}`;
    assert.equal((await api.db.query(personal)).length, 1);

    await prune();

    assert.equal((await api.db.query(personal)).length, 0);
  });

  it("can be repeated, and each run continues after the previous checkpoint", async () => {
    const { world, id } = await givenPruned();
    await givenTicket(api, world);
    await drainOutbox(api);

    await pruneUpto(id, 7);

    assert.deepEqual(await sequencesOf(id), [8, 9]);
    assert.deepEqual(await checkpointsOf(id), [
      [1, 5],
      [6, 7],
    ]);
    assert.deepEqual((await verifyOver(world, "?after=5")).first_bad, {
      sequence: 6,
      reason: "pruned",
    });
    assert.equal((await verifyOver(world, "?after=7")).ok, true);
  });

  it("can delete a whole chain, and the next record continues its numbering", async () => {
    const { world, id } = await givenChain(api);
    await prune();
    const empty = await verifyChain(api.db, chainOf(id));

    await givenTicket(api, world);
    await drainOutbox(api);

    assert.deepEqual([empty.ok, empty.checked], [true, 0]);
    assert.deepEqual(await sequencesOf(id), [9]);
    const { ok, checked } = await verifyChain(api.db, chainOf(id));
    assert.deepEqual([ok, checked], [true, 1]);
  });

  it("writes one checkpoint per batch, and a dry run counts the same records without changes", async () => {
    await prune();
    const { id } = await givenChain(api);

    const counted = await pruneUpto(id, 5, { batchSize: 2, isDry: true });
    assert.equal((await sequencesOf(id)).length, 8);
    const pruned = await pruneUpto(id, 5, { batchSize: 2 });

    assert.deepEqual(pruned, { chains: 1, records: 5, unsound: [] });
    assert.deepEqual(counted, pruned);
    assert.deepEqual(await checkpointsOf(id), [
      [1, 2],
      [3, 4],
      [5, 5],
    ]);
  });

  it("stops at a record that fails verification and keeps it and all that follow", async () => {
    const { id } = await givenChain(api);
    await asOwner(
      api,
      sql`update audit_log set hashed_data = replace(hashed_data::text, 'A ticket', 'Another')::json
           where workspace_id = ${id} and sequence = 4`,
    );

    const dry = await prune({ isDry: true });
    const { unsound } = await prune();

    const bad = { workspace_id: id, sequence: 4, reason: "hash_differs" };
    assert.deepEqual(unsound, [bad]);
    assert.deepEqual(dry.unsound, unsound);
    assert.deepEqual(await sequencesOf(id), [4, 5, 6, 7, 8]);
    const { first_bad } = await verifyChain(api.db, chainOf(id));
    assert.deepEqual(first_bad, { sequence: 4, reason: "hash_differs" });
    await asOwner(
      api,
      deleteRecords(id, 8),
      sql`delete from audit_heads where workspace_id = ${id}`,
    );
  });

  it("is reported to a verification that was between two pages", async () => {
    const { id } = await givenChain(api);
    const first = await verifyRecords(api.db, chainOf(id), { limit: 3 });
    await pruneUpto(id, 5);

    const second = await verifyRecords(api.db, chainOf(id), { after: first.next ?? 0, limit: 3 });

    assert.deepEqual(second.first_bad, { sequence: 4, reason: "pruned" });
    assert.equal(second.checkpoint?.sequence, 5);
  });

  it("runs one at a time: a second run waits for the lock and then prunes what is left", async () => {
    await prune();
    const { id } = await givenChain(api);

    let late!: ReturnType<typeof prune>;
    await withOwner(api.instance.config, (owner) =>
      transaction(owner, async (rival) => {
        await rival.query(lockPruning());
        late = prune();
        await withDedicatedConnection(api.database.databaseOwnerUrl, (other) =>
          untilBlocked(other),
        );
      }),
    );

    assert.deepEqual(await late, { chains: 1, records: 8, unsound: [] });
    assert.deepEqual(await checkpointsOf(id), [[1, 8]]);
  });

  it("does not block the relay from appending records", async () => {
    const { world, id } = await givenChain(api);
    await givenTicket(api, world);

    const relayed = await withOwner(api.instance.config, (owner) =>
      transaction(owner, async (rival) => {
        await rival.query(lockPruning());
        await rival.query(deleteRecords(id, 5));
        const count = await relayBatch(api.db, eventSubscribers);
        await rival.query(sql`rollback and chain`);
        return count;
      }),
    );

    assert.equal(relayed, 1);
  });

  it("is not permitted to the server's database role", async () => {
    const { id } = await givenPruned();
    const { secrets } = chainOf(id);
    await assert.rejects(pruneAudit(api.db, { before: retentionCutoff(-1), secrets }), {
      code: "42501",
    });
    for (const statement of [
      sql`update audit_checkpoints set sequence = 8 where workspace_id = ${id}`,
      sql`delete from audit_checkpoints`,
      sql`insert into audit_checkpoints select * from audit_checkpoints`,
    ]) {
      await assert.rejects(api.db.query(statement), { code: "42501" }, statement.text);
    }
  });
});

describe("verifying a pruned chain", () => {
  const tampers: Record<string, [(id: string) => Sql[] | Promise<Sql[]>, number, string]> = {
    "a checkpoint with another hash": [
      (id) => [sql`update audit_checkpoints set hash = sha256('') where workspace_id = ${id}`],
      ...([5, "checkpoint_forged"] as const),
    ],
    "a checkpoint that was moved on, and the records that it then covers deleted": [
      (id) => [
        sql`update audit_checkpoints c set sequence = 7, hash = a.hash from audit_log a
             where c.workspace_id = ${id} and a.workspace_id = ${id} and a.sequence = 7`,
        deleteRecords(id, 7),
      ],
      ...([7, "checkpoint_forged"] as const),
    ],
    "a checkpoint of another chain": [
      async (id) => {
        const other = await givenPruned();
        return [
          sql`delete from audit_checkpoints where workspace_id = ${id}`,
          sql`update audit_checkpoints set workspace_id = ${id} where workspace_id = ${other.id}`,
        ];
      },
      ...([5, "checkpoint_forged"] as const),
    ],
    "a signed head in place of a checkpoint": [
      async (id) => {
        const { slackySecret } = api.instance.config;
        const { signature } = await readHead(api.db, id, slackySecret);
        return [
          sql`update audit_checkpoints set sequence = 8, signature = decode(${signature}, 'hex')
               where workspace_id = ${id}`,
          deleteRecords(id, 8),
        ];
      },
      ...([8, "checkpoint_forged"] as const),
    ],
    "a checkpoint that was deleted": [
      (id) => [sql`delete from audit_checkpoints where workspace_id = ${id}`],
      ...([1, "missing"] as const),
    ],
    "the last of two checkpoints deleted": [
      async (id) => {
        await pruneUpto(id, 7);
        return [sql`delete from audit_checkpoints where workspace_id = ${id} and sequence = 7`];
      },
      ...([6, "missing"] as const),
    ],
    "a record deleted after the checkpoint": [
      (id) => [sql`delete from audit_log where workspace_id = ${id} and sequence = 6`],
      ...([6, "missing"] as const),
    ],
    "a record inserted into the pruned range": [
      (id) => [sql`update audit_log set sequence = 3 where workspace_id = ${id} and sequence = 8`],
      ...([3, "before_checkpoint"] as const),
    ],
    "the first remaining record, rehashed to follow another record": [
      async (id) => {
        const [stored] = await storedRecords(api.db, id);
        return stored ? [forge(stored, { previous_hash: "0".repeat(64) }).statement] : [];
      },
      ...([6, "link_differs"] as const),
    ],
    "a chain cut off before its checkpoint, with its head": [
      (id) => [
        deleteRecords(id, 8),
        sql`update audit_heads set sequence = 4 where workspace_id = ${id}`,
      ],
      ...([5, "checkpoint_beyond_head"] as const),
    ],
    "every record after a checkpoint deleted, and the head too": [
      (id) => [deleteRecords(id, 8), sql`delete from audit_heads where workspace_id = ${id}`],
      ...([5, "head_missing"] as const),
    ],
  };
  for (const [what, [tamper, sequence, reason]] of Object.entries(tampers)) {
    it(`detects ${what}`, async () => {
      const { id } = await givenPruned();
      assert.equal((await verifyChain(api.db, chainOf(id))).ok, true);

      await asOwner(api, ...(await tamper(id)));

      const { ok, first_bad } = await verifyChain(api.db, chainOf(id));
      assert.deepEqual({ ok, first_bad }, { ok: false, first_bad: { sequence, reason } });
      await asOwner(
        api,
        deleteRecords(id, 1000),
        sql`delete from audit_heads where workspace_id = ${id}`,
        sql`delete from audit_checkpoints where workspace_id = ${id}`,
      );
    });
  }

  it("accepts a checkpoint signed with an old secret as long as that secret is configured", async () => {
    const { id } = await givenPruned();
    const { slackySecret } = api.instance.config;
    const fresh = "a-new-secret-of-more-than-32-bytes";

    const without = await verifyChain(api.db, { workspace_id: id, secrets: [fresh] });
    const withOld = await verifyChain(api.db, { workspace_id: id, secrets: [fresh, slackySecret] });
    await pruneUpto(id, 7, { secrets: [fresh, slackySecret] });
    const renewed = await verifyChain(api.db, { workspace_id: id, secrets: [fresh] });

    assert.deepEqual(without.first_bad, { sequence: 5, reason: "checkpoint_forged" });
    assert.deepEqual([withOld.ok, renewed.ok], [true, true]);
    await asOwner(
      api,
      deleteRecords(id, 8),
      sql`delete from audit_heads where workspace_id = ${id}`,
      sql`delete from audit_checkpoints where workspace_id = ${id}`,
    );
  });
});

describe("a saved head from before its chain was pruned", () => {
  it("is compared at and after the checkpoint, and is reported as pruned before it", async () => {
    const { id } = await givenChain(api);
    const rows = await api.db.query(sql<{ sequence: number; hash: string }>`
      select a.sequence, encode(a.hash, 'hex') as hash
        from audit_log a where a.workspace_id = ${id} order by a.sequence`);
    await pruneUpto(id, 5);

    const verified = await Promise.all(
      rows.map(({ sequence, hash }) => compareWithHead(api.db, chainOf(id), { sequence, hash })),
    );
    const other = await compareWithHead(api.db, chainOf(id), {
      sequence: 5,
      hash: "00".repeat(32),
    });
    await asOwner(
      api,
      sql`update audit_checkpoints set hash = sha256('') where workspace_id = ${id}`,
    );
    const forged = await compareWithHead(api.db, chainOf(id), {
      sequence: 5,
      hash: rows[4]?.hash ?? "",
    });

    assert.deepEqual(
      verified.map((fault) => fault?.reason),
      [...Array(4).fill("pruned"), undefined, undefined, undefined, undefined],
    );
    assert.deepEqual(other, { sequence: 5, reason: "head_differs" });
    assert.deepEqual(forged, { sequence: 5, reason: "checkpoint_forged" });
  });
});

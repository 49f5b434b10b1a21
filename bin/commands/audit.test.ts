import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { SignedHead } from "../../src/audit/head.ts";
import { pruneAudit } from "../../src/audit/prune.ts";
import { withOwner } from "../../src/db/owner.ts";
import { sql } from "../../src/db/sql.ts";
import type { Environment } from "../../src/environment.ts";
import { retentionCutoff } from "../../src/retention/retention-cutoff.ts";
import { givenAccount } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner, drainOutbox, untilAudited } from "../../test/support/audit.ts";
import { environmentOf, runSlacky } from "../../test/support/command.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";

const folder = mkdtempSync(join(tmpdir(), "slacky-audit-"));
const file = join(folder, "heads.json");
let api: TestApi;
let env: Environment;
before(async () => {
  api = await startApi();
  env = environmentOf(api);
});
after(async () => {
  rmSync(folder, { recursive: true });
  await api.close();
});

describe("slacky audit", () => {
  it("verifies every chain, and detects with stored heads that records are missing", async () => {
    const whole = (await givenWorld(api)).workspace.id;
    const cut = (await givenWorld(api)).workspace.id;
    const lost = (await givenWorld(api)).workspace.id;
    await drainOutbox(api);
    const heads = await runSlacky(["audit", "head"], env);
    writeFileSync(file, heads.stdout);
    const good = await runSlacky(["audit", "verify", "--head", file], env);
    await asOwner(
      api,
      sql`delete from audit_log where workspace_id = ${cut} and sequence = 2`,
      sql`
        update audit_heads h
           set sequence = 1, hash = a.hash
          from audit_log a
         where h.workspace_id = ${cut} and a.workspace_id = ${cut}`,
      sql`delete from audit_log where workspace_id = ${lost}`,
      sql`delete from audit_heads where workspace_id = ${lost}`,
    );

    const alone = await runSlacky(["audit", "verify"], env);
    const against = await runSlacky(["audit", "verify", "--head", file], env);

    assert.equal(good.code, 0, good.stdout + good.stderr);
    assert.match(
      good.stdout,
      new RegExp(`^✔ ${whole}: 2 records, 0 of them erased, matching `, "m"),
    );
    assert.equal(alone.code, 0);
    assert.equal(against.code, 1);
    assert.match(against.stdout, new RegExp(`^✔ ${whole}: `, "m"));
    assert.match(against.stdout, new RegExp(`^✘ ${cut}: record 2: missing\\.`, "m"));
    assert.match(against.stdout, new RegExp(`^✘ ${lost}: record 2: missing\\.`, "m"));
  });

  it("names the first bad record of the chain in --workspace", async () => {
    const { id } = (await givenWorld(api)).workspace;
    await drainOutbox(api);
    await asOwner(
      api,
      sql`update audit_log set hashed_data = '{}' where workspace_id = ${id} and sequence = 2`,
    );

    const { code, stdout: said } = await runSlacky(["audit", "verify", "--workspace", id], env);

    assert.equal(code, 1);
    assert.match(said, /^✘ \S+: record 2: hash_differs\. [^\n]+\n$/);
  });

  it("verifies only the records after the stored heads with --since", async () => {
    const { id } = (await givenWorld(api)).workspace;
    await drainOutbox(api);
    const one = await runSlacky(["audit", "head", "--workspace", id], env);
    writeFileSync(file, one.stdout);
    await asOwner(
      api,
      sql`update audit_log set hashed_data = '{}' where workspace_id = ${id} and sequence = 1`,
    );

    const since = await runSlacky(["audit", "verify", "--since", file, "--workspace", id], env);
    const whole = await runSlacky(["audit", "verify", "--head", file, "--workspace", id], env);

    assert.equal(since.code, 0, since.stdout);
    assert.match(
      since.stdout,
      /^✔ \S+: 0 records, .*after the stored head at 2, matching 1 stored head/,
    );
    assert.match(whole.stdout, /^✘ \S+: record 1: hash_differs\./);
  });

  it("reports where a chain was pruned, and how many stored heads it cannot check", async () => {
    const { id } = (await givenWorld(api)).workspace;
    await drainOutbox(api);
    const one = await runSlacky(["audit", "head", "--workspace", id], env);
    const kept = JSON.parse(one.stdout) as SignedHead;
    await asOwner(
      api,
      sql`update audit_heads set sequence = 1, hash = a.hash from audit_log a
           where audit_heads.workspace_id = ${id} and a.workspace_id = ${id} and a.sequence = 1`,
    );
    const early = await runSlacky(["audit", "head", "--workspace", id], env);
    await asOwner(
      api,
      sql`update audit_heads set sequence = 2, hash = decode(${kept.hash}, 'hex')
           where workspace_id = ${id}`,
    );
    const { slackySecret } = api.instance.config;
    await withOwner(api.instance.config, (owner) =>
      pruneAudit(owner, { before: retentionCutoff(-1), secrets: [slackySecret] }),
    );
    writeFileSync(file, JSON.stringify([kept, JSON.parse(early.stdout)]));

    const { code, stdout: said } = await runSlacky(
      ["audit", "verify", "--head", file, "--workspace", id],
      env,
    );

    assert.equal(code, 0, said);
    assert.match(
      said,
      /: 0 records, .*after the checkpoint at 2 \(pruned before \d{4}-\d\d-\d\d\)/,
    );
    assert.match(
      said,
      /matching 1 stored head; cannot check 1 stored head from before the checkpoint/,
    );
  });

  it("refuses a file without heads, and a head that was changed", async () => {
    const { id } = (await givenWorld(api)).workspace;
    await drainOutbox(api);
    const one = await runSlacky(["audit", "head", "--workspace", id], env);
    const head = JSON.parse(one.stdout) as SignedHead;
    assert.equal(head.sequence, 2);

    writeFileSync(file, JSON.stringify({ ...head, sequence: 1 }));
    const changed = await runSlacky(["audit", "verify", "--head", file], env);
    writeFileSync(file, "not a head");
    const none = await runSlacky(["audit", "verify", "--head", file], env);
    const wrong = await runSlacky(["audit", "head", "--workspace", "mine"], env);

    assert.deepEqual([changed.code, none.code, wrong.code], [1, 1, 1]);
    assert.match(changed.stderr, /was not signed with this SLACKY_SECRET, or was changed/);
    assert.match(none.stderr, /must contain the output of `slacky audit head`/);
    assert.match(wrong.stderr, /--workspace must be the ID of a workspace/);
  });
});

describe("slacky audit list", () => {
  const list = (...options: string[]) => runSlacky(["audit", "list", ...options], env);

  it("prints the records of the instance, the newest first, with failed sign-ins and their addresses", async () => {
    const { id, email } = await givenAccount(api);
    const wrong = { email, password: "wrong wrong wrong" };
    const refused = await api.post(undefined, "/v1/auth/login", wrong);
    await untilAudited(api, refused.headers.get("x-request-id") ?? "");

    const { code, stdout: said } = await list("--actor", id);
    const failed = await list("--actor", id, "--outcome", "failed", "--json");

    assert.equal(code, 0);
    const [last, ...earlier] = said.trimEnd().split("\n");
    assert.match(
      last ?? "",
      new RegExp(
        `^\\S+Z  session.started failed \\(invalid_credentials\\)  by ${id}  from 127.0.0.1$`,
      ),
    );
    assert.deepEqual(
      earlier.map((line) => line.split("  ")[1]),
      ["session.started success", "user.registered success"],
    );
    const [entry, ...others] = failed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      [entry.action, entry.ip_address, others],
      ["session.started", "127.0.0.1", []],
    );
  });

  it("reads as many pages as the limit needs, of one workspace", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 120; n += 1) await givenTicket(api, world);
    await drainOutbox(api);

    const some = await list("--workspace", world.workspace.id, "--limit", "110");
    const all = await list("--workspace", world.workspace.id, "--limit", "1000", "--json");

    assert.equal(some.stdout.trimEnd().split("\n").length, 110);
    const entries = all.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      entries.map(({ sequence }) => sequence),
      Array.from({ length: 122 }, (_, n) => 122 - n),
    );
  });

  it("names the accepted values of every invalid option", async () => {
    const wrong = await list("--actor", "ada", "--outcome", "bad", "--from", "yesterday");
    const limit = await list("--limit", "few");
    const workspace = await list("--workspace", "Acme");

    assert.deepEqual([wrong.code, limit.code, workspace.code], [1, 1, 1]);
    for (const option of ["actor", "outcome", "from"]) {
      assert.match(wrong.stderr, new RegExp(`^--${option} must be `, "m"));
    }
    assert.match(limit.stderr, /--limit must be a whole number/);
    assert.match(workspace.stderr, /--workspace must be the ID/);
  });
});

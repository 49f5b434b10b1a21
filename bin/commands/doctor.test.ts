import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { Finding } from "../../src/doctor/finding.ts";
import { runSlacky } from "../../test/support/command.ts";

describe("slacky doctor", () => {
  const folder = mkdtempSync(join(tmpdir(), "slacky-doctor-"));
  const env = { SLACKY_DATA_DIR: join(folder, "data") };
  after(() => rmSync(folder, { recursive: true }));

  it("finds no fault in the embedded database after migrating", async () => {
    const before = await runSlacky(["doctor"], env);
    await runSlacky(["migrate"], env);
    const afterwards = await runSlacky(["doctor", "--json"], env);

    assert.equal(before.code, 1);
    assert.match(before.stdout, /^✔ configuration: /m);
    assert.match(before.stdout, /^✘ migrations: The schema lacks \d+ .* Run `slacky migrate`/m);
    const { ok, findings } = JSON.parse(afterwards.stdout) as { ok: boolean; findings: Finding[] };
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict !== "good"),
      [],
    );
    assert.ok(findings.some(({ check }) => check === "ticket_counts"));
    assert.equal(ok, true);
    assert.equal(afterwards.code, 0);
  });

  it("reports every fault of the configuration", async () => {
    const { code, stdout: said } = await runSlacky(["doctor"], {
      NODE_ENV: "production",
      PORT: "many",
    });

    assert.equal(code, 1);
    assert.match(said, /^✔ node version: /m);
    for (const name of ["DATABASE_URL", "JWT_SECRETS", "SLACKY_SECRET", "PORT"]) {
      assert.match(said, new RegExp(`^✘ configuration: \`${name}\` `, "m"));
    }
  });

  it("reports in one sentence that the database cannot be reached", async () => {
    const away = { ...env, DATABASE_URL: "postgres://slacky@127.0.0.1:1/slacky" };

    const { code, stdout: said, stderr } = await runSlacky(["doctor"], away);

    assert.equal(code, 1);
    assert.match(said, /^✘ database: The database cannot be reached .*DATABASE_URL/m);
    assert.equal(stderr, "");
  });

  it("only warns about settings that may be intended", async () => {
    const { code, stdout: said } = await runSlacky(["doctor"], {
      ...env,
      PUBLIC_URL: "https://slacky.example.com",
    });

    assert.match(said, /^! proxies: PUBLIC_URL is https/m);
    assert.equal(code, 0);
  });
});

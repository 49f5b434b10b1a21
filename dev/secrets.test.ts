import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, it } from "node:test";
import { keptSecret } from "./secrets.ts";

const dataDir = mkdtempSync(join(tmpdir(), "slacky-secrets-"));
after(() => rmSync(dataDir, { recursive: true }));

describe("a stored secret", () => {
  it("is generated once, random and long enough for signing, and only its owner can read it", () => {
    const secret = keptSecret(dataDir, "jwt");

    assert.equal(keptSecret(dataDir, "jwt"), secret);
    assert.notEqual(keptSecret(dataDir, "slacky"), secret);
    assert.ok(Buffer.byteLength(secret) >= 32);
    assert.equal(statSync(join(dataDir, "secrets/jwt")).mode & 0o777, 0o600);
    assert.equal(statSync(join(dataDir, "secrets")).mode & 0o777, 0o700);
  });

  it("is the same for two processes that generate it at the same time", async () => {
    const script = `
      import { keptSecret } from ${JSON.stringify(import.meta.resolve("./secrets.ts"))};
      console.log(keptSecret(${JSON.stringify(dataDir)}, "database-app"));`;
    const print = () =>
      text(spawn(process.execPath, ["--input-type=module", "--eval", script]).stdout);

    const secrets = await Promise.all(Array.from({ length: 6 }, print));

    assert.equal(new Set(secrets).size, 1);
    assert.deepEqual(readdirSync(join(dataDir, "secrets")).sort(), [
      "database-app",
      "jwt",
      "slacky",
    ]);
  });
});

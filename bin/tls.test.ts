import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { withDedicatedConnection } from "../src/db/dedicated-connection.ts";
import { sql } from "../src/db/sql.ts";
import type { Finding } from "../src/doctor/finding.ts";
import { runSlacky } from "../test/support/command.ts";
import { makeCertificates } from "../test/support/postgres/certificates.ts";
import { type OwnPostgres, startOwnPostgres } from "../test/support/postgres/own-postgres.ts";

const certificates = makeCertificates();
const dataDir = mkdtempSync(join(tmpdir(), "slacky-tls-"));
let server: OwnPostgres;

before(async () => {
  server = await startOwnPostgres({
    hba: [
      "hostssl all slacky_app 127.0.0.1/32 scram-sha-256",
      "hostssl all slacky_owner 127.0.0.1/32 cert",
      "host all slacky_app,slacky_owner 127.0.0.1/32 reject",
    ],
  });
  for (const [name, from] of [
    ["server.crt", "server.crt"],
    ["server.key", "server.key"],
    ["root.crt", "ca.crt"],
  ] as const) {
    server.write(name, readFileSync(join(certificates, from), "utf8"));
  }
  await server.restart({ ssl: "on", ssl_ca_file: "root.crt" });
});
after(async () => {
  await server.close();
  for (const folder of [certificates, dataDir]) rmSync(folder, { recursive: true });
});

/** The address of a database of the server, which takes only connections with TLS. */
function addressOf(role: "slacky_app" | "slacky_owner", database = "slacky"): string {
  const file = (name: string) => encodeURIComponent(join(certificates, name));
  const client =
    role === "slacky_owner" ? `&sslcert=${file("client.crt")}&sslkey=${file("client.key")}` : "";
  const parameters = `?sslmode=verify-full&sslrootcert=${file("ca.crt")}${client}`;
  return server
    .url(role, parameters)
    .replace("127.0.0.1", "localhost")
    .replace("/slacky?", `/${database}?`);
}

const env = () => ({
  SLACKY_DATA_DIR: dataDir,
  DATABASE_URL: addressOf("slacky_app"),
  DATABASE_OWNER_URL: addressOf("slacky_owner"),
});

describe("with a database that takes only TLS, a private CA and the owner's client certificate", () => {
  it("slacky start migrates and serves, and every connection is encrypted", async () => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(process.execPath, [join(import.meta.dirname, "slacky.ts"), "start"], {
      env: { PATH, NODE_COMPILE_CACHE, ...env(), PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
    while (!said.includes("Stop   Ctrl-C") && child.exitCode === null)
      await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
    const url = /(?:App|API) +(\S+)/.exec(said)?.[1];
    const ready = await fetch(`${url}/readyz`);
    const [encrypted] = await withDedicatedConnection(server.url("postgres"), (superuser) =>
      superuser.query(sql<{ connections: number; all: boolean }>`
        select count(*)::integer as connections, bool_and(s.ssl) as all
          from pg_stat_activity a
          join pg_stat_ssl s on s.pid = a.pid
         where a.usename like 'slacky%'`),
    );
    child.kill("SIGTERM");
    await once(child, "close");

    assert.equal(ready.status, 200);
    assert.ok((encrypted?.connections ?? 0) >= 2);
    assert.equal(encrypted?.all, true);
  });

  it("slacky doctor says so, slacky copy copies, and a wrong CA is one sentence", async () => {
    await withDedicatedConnection(server.url("postgres"), (superuser) =>
      superuser.execute("create database moved owner slacky_owner"),
    );
    const to = ["--to", addressOf("slacky_app", "moved")];
    const toOwner = ["--to-owner", addressOf("slacky_owner", "moved")];
    const wrong = {
      ...env(),
      DATABASE_URL: addressOf("slacky_app").replace("ca.crt", "other.crt"),
    };

    const doctor = await runSlacky(["doctor", "--json"], env());
    const copy = await runSlacky(["copy", ...to, ...toOwner], env());
    const refused = await runSlacky(["doctor"], wrong);

    const { findings } = JSON.parse(doctor.stdout) as { findings: Finding[] };
    assert.deepEqual(
      findings.find(({ check }) => check === "database_tls"),
      { check: "database_tls", verdict: "good", detail: "It is encrypted with TLSv1.3." },
    );
    assert.equal(copy.code, 0, copy.stderr);
    assert.match(refused.stdout, /^✘ database: The certificate of .* is not accepted .*tls\.md/m);
  });
});

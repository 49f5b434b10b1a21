import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { makeCertificates } from "../../../test/support/postgres/certificates.ts";
import { type OwnPostgres, startOwnPostgres } from "../../../test/support/postgres/own-postgres.ts";
import { toDatabaseUrl } from "../database-url.ts";
import { withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool, type Queryable } from "../pool.ts";
import { sql } from "../sql.ts";
import { ConnectError } from "./connect-error.ts";
import { findTlsFault, verifiesServer } from "./tls.ts";

const folder = makeCertificates();
const file = (name: string) => join(folder, name);

let server: OwnPostgres;
before(async () => {
  server = await startOwnPostgres({
    hba: [
      "hostnossl all slacky_app 127.0.0.1/32 scram-sha-256",
      "hostssl all slacky_app 127.0.0.1/32 reject",
      "hostssl all slacky_owner 127.0.0.1/32 cert",
      "host all slacky_owner 127.0.0.1/32 reject",
      "hostssl all postgres 127.0.0.1/32 trust",
      "host all postgres 127.0.0.1/32 reject",
    ],
  });
  server.write("server.crt", readFileSync(file("server.crt"), "utf8"));
  server.write("server.key", readFileSync(file("server.key"), "utf8"));
  server.write("root.crt", readFileSync(file("ca.crt"), "utf8"));
  await server.restart(withTls);
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const withTls = { ssl: "on", ssl_ca_file: "root.crt" };
const client = () => `sslcert=${file("client.crt")}&sslkey=${file("client.key")}`;

async function isEncrypted(db: Queryable): Promise<boolean> {
  const [row] = await db.query(sql<{ ssl: boolean }>`
    select ssl from pg_stat_ssl where pid = pg_backend_pid()`);
  return row?.ssl === true;
}

/** Whether a pool's connection and a command's are encrypted. Throws what refuses them. */
async function connect(url: string): Promise<boolean> {
  const db = createPool(url, { size: 1 });
  try {
    const [pooled, dedicated] = [
      await isEncrypted(db).catch((error) => {
        throw error.cause ?? error;
      }),
      await withDedicatedConnection(url, isEncrypted),
    ];
    assert.equal(pooled, dedicated);
    return pooled;
  } finally {
    await db.close();
  }
}

/** The address with the host by its name, which its certificate is for. */
function named(role: Parameters<OwnPostgres["url"]>[0], parameters: string): string {
  return server.url(role, `?${parameters}`).replace("127.0.0.1", "localhost");
}

function isRefused(sentence: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.match(error.message, sentence);
    return true;
  };
}

describe("an address", () => {
  const ca = () => `sslrootcert=${file("ca.crt")}`;

  for (const mode of ["require", "verify-ca", "verify-full"]) {
    it(`with sslmode=${mode} and the server's CA is encrypted`, async () => {
      assert.equal(await connect(named("postgres", `sslmode=${mode}&${ca()}`)), true);
    });

    it(`with sslmode=${mode} refuses a server of another CA`, async () => {
      const url = named("postgres", `sslmode=${mode}&sslrootcert=${file("other.crt")}`);
      await assert.rejects(connect(url), isRefused(/^The certificate .*`sslrootcert`.*tls\.md/));
    });
  }

  it("with sslmode=verify-full refuses a server of another name, and verify-ca takes it", async () => {
    const full = server.url("postgres", `?sslmode=verify-full&${ca()}`);
    await assert.rejects(connect(full), isRefused(/^The certificate .*127\.0\.0\.1/));
    assert.equal(await connect(server.url("postgres", `?sslmode=verify-ca&${ca()}`)), true);
  });

  it("with sslmode=verify-full and no CA of its own trusts public CAs only", async () => {
    await assert.rejects(
      connect(named("postgres", "sslmode=verify-full")),
      isRefused(/certificate/),
    );
    const system = named("postgres", "sslrootcert=system");
    await assert.rejects(connect(system), isRefused(/certificate/));
  });

  it("with sslmode=require alone is encrypted, with a certificate of any CA", async () => {
    assert.equal(await connect(named("postgres", "sslmode=require")), true);
  });

  it("with sslmode=prefer is encrypted where the server allows it, and not otherwise", async () => {
    assert.equal(await connect(named("postgres", "sslmode=prefer")), true);
    assert.equal(await connect(named("slacky_app", "sslmode=prefer")), false);
  });

  it("with sslmode=allow, or none, is encrypted where the server requires it", async () => {
    for (const parameters of ["sslmode=allow", ""]) {
      assert.equal(await connect(named("postgres", parameters)), true);
      assert.equal(await connect(named("slacky_app", parameters)), false);
    }
  });

  it("with sslmode=disable is not encrypted, and refused by a server that requires it", async () => {
    assert.equal(await connect(named("slacky_app", "sslmode=disable")), false);
    const refused = connect(named("postgres", "sslmode=disable"));
    await assert.rejects(refused, isRefused(/^The database refused the connection: .*pg_hba/));
  });

  it("of several hosts uses the same TLS with each of them", async () => {
    const hosts = (hostname: string) => {
      const { port, searchParams } = new URL(named("postgres", `sslmode=verify-full&${ca()}`));
      const places = `${hostname}:${port},${hostname}:1`;
      return toDatabaseUrl(`postgres://postgres@${places}/slacky?${searchParams}`) ?? "";
    };
    assert.equal(await connect(hosts("localhost")), true);
    await assert.rejects(connect(hosts("127.0.0.1")), isRefused(/127\.0\.0\.1.*certificate/));
  });

  it("with a client certificate is signed in by it", async () => {
    const url = named("slacky_owner", `sslmode=verify-full&${ca()}&${client()}`);
    assert.equal(await connect(url), true);
    const without = named("slacky_owner", `sslmode=verify-full&${ca()}`);
    await assert.rejects(connect(without), isRefused(/certificate/));
  });

  it("uses what it read last while a file is being replaced, and then the new file", async () => {
    writeFileSync(file("current.crt"), readFileSync(file("ca.crt")));
    const url = named("postgres", `sslmode=verify-full&sslrootcert=${file("current.crt")}`);
    const db = createPool(url, { size: 1 });
    const connectAnew = async () => {
      const { release } = await db.connect();
      release(true);
    };
    await connectAnew();

    renameSync(file("current.crt"), file("moved.crt"));
    await connectAnew();
    writeFileSync(file("current.crt"), readFileSync(file("other.crt")));
    await assert.rejects(connectAnew(), isRefused(/certificate/));
    await db.close();
  });
});

describe("a server without TLS", () => {
  before(() => server.restart({ ssl: "off" }));
  after(() => server.restart(withTls));

  it("is used with allow and prefer, and refused with require", async () => {
    for (const mode of ["disable", "allow", "prefer"]) {
      assert.equal(await connect(named("slacky_app", `sslmode=${mode}`)), false);
    }
    const required = connect(named("slacky_app", "sslmode=require"));
    await assert.rejects(required, isRefused(/does not support TLS/));
  });
});

describe("the parameters of an address about TLS", () => {
  const find = (parameters: string) => findTlsFault(`postgres://ada@db/slacky?${parameters}`);

  it("are refused where nothing would be verified, or a part is missing", () => {
    for (const [parameters, fault] of [
      ["sslmode=no-verify", /^has the `sslmode` "no-verify"\. Use one of disable, allow/],
      ["sslmode=", /^has the `sslmode` ""/],
      ["sslmode=verify-ca", /needs `sslrootcert`/],
      ["sslrootcert=/ca.pem", /without `sslmode`/],
      ["sslmode=require&sslrootcert=system", /needs `sslmode=verify-full`/],
      ["sslmode=require&sslcert=/client.pem", /both `sslcert` and `sslkey`/],
      ["sslmode=require&sslcrl=/list.pem", /`sslcrl`, which is not supported/],
      ["ssl=true", /`ssl`, which is not supported/],
    ] as const) {
      assert.match(find(parameters) ?? "", fault, parameters);
    }
    for (const parameters of [
      "",
      "sslmode=disable",
      "sslmode=require",
      "sslmode=verify-full",
      "sslrootcert=system",
      "sslmode=verify-ca&sslrootcert=/ca.pem&sslcert=/client.pem&sslkey=/client.key",
    ]) {
      assert.equal(find(parameters), undefined, parameters);
    }
  });

  it("verify the server with a CA, or in full", () => {
    const verifies = (parameters: string) =>
      verifiesServer(`postgres://ada@db/slacky?${parameters}`);
    for (const parameters of [
      "sslmode=verify-full",
      "sslrootcert=system",
      "sslmode=require&sslrootcert=/ca.pem",
    ]) {
      assert.equal(verifies(parameters), true, parameters);
    }
    for (const parameters of ["", "sslmode=prefer", "sslmode=require"]) {
      assert.equal(verifies(parameters), false, parameters);
    }
  });
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { Problem } from "../../problems.ts";
import { withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool } from "../pool.ts";
import { sql } from "../sql.ts";
import { transaction } from "../transaction.ts";
import { ConnectError } from "./connect-error.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

/** The address of the database with this changed. */
function changed(change: (url: URL) => void): string {
  const url = new URL(database.databaseUrl);
  change(url);
  return url.href;
}

/** The address of a server that is not PostgreSQL. */
async function withServer(
  respond: (socket: Socket) => void,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", () => respond(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await work(`postgres://slacky:secret@127.0.0.1:${port}/slacky`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

async function asOwner(script: (name: string) => string): Promise<void> {
  const name = new URL(database.databaseUrl).pathname.slice(1);
  await withDedicatedConnection(database.databaseOwnerUrl, (owner) => owner.execute(script(name)));
}

/** A read and a transaction are 503, and a command says why. */
async function assertRefused(url: string, sentence: RegExp): Promise<void> {
  const db = createPool(url, { size: 1 });
  for (const attempt of [
    () => db.query(sql`select 1`),
    () => transaction(db, (tx) => tx.query(sql`select 1`)),
  ]) {
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof Problem, String(error));
      assert.deepEqual([error.code, error.members.retry_after], ["unavailable", 1]);
      assert.ok(error.cause instanceof ConnectError);
      assert.match(error.cause.message, sentence);
      return true;
    });
  }
  await db.close();
  await assert.rejects(
    withDedicatedConnection(url, async () => {}),
    (error) => {
      assert.ok(error instanceof ConnectError, String(error));
      assert.match(error.message, sentence);
      return true;
    },
  );
}

describe("a connection that cannot be opened is 503, and the cause is a sentence", () => {
  it("with a wrong password, or none", async () => {
    const wrong = changed((url) => {
      url.password = "wrong";
    });
    const none = changed((url) => {
      url.password = "";
    });
    await assertRefused(
      wrong,
      /^The database refused the connection: password authentication failed/,
    );
    await assertRefused(none, /^The database cannot be reached \(.*password/);
  });

  it("to a database that does not exist", async () => {
    const url = changed((it) => {
      it.pathname = "/nothing";
    });
    await assertRefused(url, /^The database refused the connection: .*"nothing" does not exist\.$/);
  });

  it("as a role that may not connect", async () => {
    await asOwner((name) => `revoke connect on database ${name} from public`);
    await assertRefused(database.databaseUrl, /refused the connection: permission denied/);
    await asOwner((name) => `grant connect on database ${name} to public`);
  });

  it("where all connections are in use", async () => {
    await asOwner((name) => `alter database ${name} connection limit 0`);
    await assertRefused(database.databaseUrl, /refused the connection: too many connections/);
    await withDedicatedConnection(process.env.TEST_DATABASE_OWNER_URL ?? "", (owner) =>
      owner.execute(
        `alter database ${new URL(database.databaseUrl).pathname.slice(1)} connection limit -1`,
      ),
    );
  });

  it("to an address where nothing listens, or that has no name", async () => {
    const nowhere = changed((url) => {
      url.port = "1";
    });
    const unknown = changed((url) => {
      url.hostname = "nothing.invalid";
    });
    await assertRefused(nowhere, /^The database cannot be reached \(connect ECONNREFUSED/);
    await assertRefused(unknown, /^The database cannot be reached \(getaddrinfo/);
    await assertRefused(
      "postgres://slacky@localhost/slacky?host=/nowhere",
      /^The database cannot be reached \(connect ENOENT/,
    );
  });

  it("to a server that is not PostgreSQL, or closes the connection", async () => {
    await withServer(
      (socket) => socket.end(),
      (url) => assertRefused(url, /^The database ended the connection\.$/),
    );
    await withServer(
      (socket) => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
      (url) => assertRefused(url, /^The database (ended|cannot)/),
    );
  });

  it("to a server without TLS where the address requires it", async () => {
    const url = changed(({ searchParams }) => searchParams.set("sslmode", "require"));
    await assertRefused(url, /^The database's server does not support TLS/);
  });

  it("with the file of a certificate that cannot be read", async () => {
    const url = changed(({ searchParams }) => {
      searchParams.set("sslmode", "verify-ca");
      searchParams.set("sslrootcert", "/nowhere/ca.pem");
    });
    assert.throws(() => createPool(url), /`sslrootcert`.*ENOENT.*\/nowhere\/ca\.pem/);
  });
});

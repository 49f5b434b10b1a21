import assert from "node:assert/strict";
import { describe, it } from "node:test";
import pg from "pg";
import { describeDatabaseUrl, toDatabaseUrl } from "./database-url.ts";

/** An address in a format of libpq, and what `pg` reads from the URL: user, password, host, port, database. */
const accepted: [address: string, parts: string[]][] = [
  ["postgres://ada:pw@db:6432/slacky", ["ada", "pw", "db", "6432", "slacky"]],
  ["postgresql://ada@db/slacky", ["ada", "", "db", "5432", "slacky"]],
  ["POSTGRES://ada@db/slacky", ["ada", "", "db", "5432", "slacky"]],
  ["postgres://ada:p%40%2Fw@db/slacky", ["ada", "p@/w", "db", "5432", "slacky"]],
  ["postgres://ada@[::1]:6432/slacky", ["ada", "", "::1", "6432", "slacky"]],
  ["postgres://ada:pw@/slacky?host=/run/pg", ["ada", "pw", "/run/pg", "5432", "slacky"]],
  ["postgres://ada@:6432/slacky?host=/run/pg", ["ada", "", "/run/pg", "6432", "slacky"]],
  ["postgres:///slacky?host=/run/pg&user=ada", ["ada", "", "/run/pg", "5432", "slacky"]],
  ["postgres://ada@%2Frun%2Fpg/slacky", ["ada", "", "/run/pg", "5432", "slacky"]],
  ["postgres://ada@/slacky", ["ada", "", "localhost", "5432", "slacky"]],
  [
    "postgres://other@other/other?user=ada&password=p%40w&host=db&port=6432&dbname=my%20db",
    ["ada", "p@w", "db", "6432", "my db"],
  ],
  ["host=db user=ada dbname=slacky", ["ada", "", "db", "5432", "slacky"]],
  [
    "host = /run/pg port=6432 user=ada password='it\\'s a \\\\ secret' dbname=slacky",
    ["ada", "it's a \\ secret", "/run/pg", "6432", "slacky"],
  ],
  ["host=::1 user=ada dbname=slacky", ["ada", "", "::1", "5432", "slacky"]],
];

const refused = [
  "localhost",
  "mysql://db/slacky",
  "postgres:/db/slacky",
  "postgres://one,two/slacky",
  "postgres://one:5432,two:5432/slacky",
  "postgres://ada:p#w@db/slacky",
  "postgres://db/slacky?port=many",
  "host=one,two dbname=slacky",
  "host=db dbname",
  "host=db dbname='slacky",
  "",
];

describe("toDatabaseUrl", () => {
  for (const [address, parts] of accepted) {
    it(`makes a URL that pg and URL can parse from ${address}`, () => {
      const url = toDatabaseUrl(address) ?? "";

      const { user, password, host, port, database } = new pg.Client(url);
      assert.deepEqual([user, password ?? "", host, String(port), database], parts);
      assert.equal(decodeURIComponent(new URL(url).username), user);
      assert.equal(toDatabaseUrl(url), url);
    });
  }

  it("keeps the other parameters", () => {
    const url = toDatabaseUrl("host=db dbname=slacky sslmode=verify-full sslrootcert=/etc/ca.pem");

    assert.equal(url, "postgres://db/slacky?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
  });

  it("rejects anything that is not the address of one PostgreSQL server", () => {
    for (const address of refused) assert.equal(toDatabaseUrl(address), undefined, address);
  });
});

it("describeDatabaseUrl contains host and database, and no secret", () => {
  const describe = (address: string) => describeDatabaseUrl(toDatabaseUrl(address) ?? "");

  assert.equal(describe("postgres://ada:pw@db:6432/slacky?sslmode=require"), "db:6432/slacky");
  assert.equal(describe("postgres://ada:pw@/slacky?host=/run/pg"), "/run/pg/slacky");
});

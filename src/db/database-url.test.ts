import assert from "node:assert/strict";
import { describe, it } from "node:test";
import pg from "pg";
import { describeDatabaseUrl, hostsOf, toDatabaseUrl } from "./database-url.ts";

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

/** An address of several hosts, and the URLs of the hosts. */
const lists: [address: string, hosts: string[]][] = [
  [
    "postgres://ada:p%40w@one:5433,two:5434/slacky?sslmode=require",
    [
      "postgres://ada:p%40w@one:5433/slacky?sslmode=require",
      "postgres://ada:p%40w@two:5434/slacky?sslmode=require",
    ],
  ],
  ["postgres://ada@one,two:5433/s", ["postgres://ada@one:5432/s", "postgres://ada@two:5433/s"]],
  ["postgres://[::1],[::2]:1/s", ["postgres://[::1]:5432/s", "postgres://[::2]:1/s"]],
  ["postgres:///s?host=one,two&port=6432", ["postgres://one:6432/s", "postgres://two:6432/s"]],
  ["host=one,two port=1,2 dbname=s", ["postgres://one:1/s", "postgres://two:2/s"]],
  ["host=one,two dbname=s", ["postgres://one:5432/s", "postgres://two:5432/s"]],
  [
    "host=/run/a,two port=1,2 dbname=s user=ada",
    ["postgres://ada@localhost:1/s?host=%2Frun%2Fa", "postgres://ada@two:2/s"],
  ],
];

const refused = [
  "localhost",
  "mysql://db/slacky",
  "postgres:/db/slacky",
  "postgres://one,/slacky",
  "postgres://one,two:many/slacky",
  "postgres://one,two/slacky?port=1,2,3",
  "postgres://one/slacky?port=1,2",
  `postgres://${"one,".repeat(10)}eleven/slacky`,
  "postgres://ada:p#w@db/slacky",
  "postgres://db/slacky?port=many",
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

  for (const [address, hosts] of lists) {
    it(`makes a URL of several hosts from ${address}`, () => {
      const url = toDatabaseUrl(address) ?? "";

      assert.deepEqual(hostsOf(url), hosts);
      assert.equal(toDatabaseUrl(url), url);
      for (const host of hosts) assert.deepEqual(hostsOf(host), [host]);
    });
  }

  it("keeps the other parameters", () => {
    const url = toDatabaseUrl("host=db dbname=slacky sslmode=verify-full sslrootcert=/etc/ca.pem");

    assert.equal(url, "postgres://db/slacky?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
  });

  it("rejects anything that is not the address of a database", () => {
    for (const address of refused) assert.equal(toDatabaseUrl(address), undefined, address);
  });
});

it("describeDatabaseUrl contains host and database, and no secret", () => {
  const describe = (address: string) => describeDatabaseUrl(toDatabaseUrl(address) ?? "");

  assert.equal(describe("postgres://ada:pw@db:6432/slacky?sslmode=require"), "db:6432/slacky");
  assert.equal(describe("postgres://ada:pw@/slacky?host=/run/pg"), "/run/pg/slacky");
  assert.equal(describe("postgres://ada:pw@one,two:6432/slacky"), "one:5432,two:6432/slacky");
});

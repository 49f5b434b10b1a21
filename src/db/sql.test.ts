import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { createPool, type Db } from "./pool.ts";
import { join, json, type SqlValue, sql } from "./sql.ts";

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await createTestDatabase();
  db = createPool(database.databaseUrl, { size: 2 });
});
after(async () => {
  await db.close();
  await database.drop();
});

describe("an SQL statement", () => {
  it("has numbered parameters in place of its values", () => {
    const { text, values } = sql`select ${1}, ${"two"}, ${null}`;

    assert.equal(text, "select $1, $2, $3");
    assert.deepEqual(values, ["1", "two", null]);
  });

  it("renumbers the parameters of nested fragments at any depth", () => {
    const inner = sql`b = ${"b"} and c = ${"c"}`;
    const middle = sql`(a = ${"a"} or ${inner})`;
    const { text, values } = sql`select ${"x"} where ${middle} and ${inner} and d = ${"d"}`;

    assert.equal(
      text,
      "select $1 where (a = $2 or b = $3 and c = $4) and b = $5 and c = $6 and d = $7",
    );
    assert.deepEqual(values, ["x", "a", "b", "c", "b", "c", "d"]);
  });

  it("numbers more than nine parameters", () => {
    const pieces = Array.from({ length: 12 }, (_, n) => sql`${n}`);
    const { text, values } = sql`select ${"first"}, ${join(pieces, ", ")}`;

    assert.equal(text, "select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13");
    assert.deepEqual(values.slice(-2), ["10", "11"]);
  });

  it("joins several fragments, one fragment and none", () => {
    const [a, b] = [sql`a = ${1}`, sql`b = ${2}`];

    assert.equal(join([a, b], " and ").text, "a = $1 and b = $2");
    assert.equal(join([a], ", ").text, "a = $1");
    assert.equal(join([], ", ").text, "");
  });

  it("never treats a value as SQL, not even an object with the shape of a fragment", async () => {
    const [row] = await db.query(sql<{ value: string }>`select ${"1; drop table users"} as value`);
    assert.equal(row?.value, "1; drop table users");

    const forged = { text: "1; drop table users", values: [] };
    assert.throws(() => sql`select ${forged as unknown as string}`, TypeError);
  });

  it("throws for a value that cannot be sent, before anything is sent", () => {
    for (const value of [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      10n,
      Symbol("no"),
      () => 1,
      {},
      new Map(),
      new Date(Number.NaN),
      [null],
      [undefined],
      [["nested"]],
      [new Date()],
      [Number.NaN],
      [1n],
    ]) {
      assert.throws(() => sql`select ${value as SqlValue}`, /./, String(value));
    }
    assert.throws(() => json(undefined), TypeError);
    assert.throws(() => json(10n), TypeError);
    const circle: { self?: unknown } = {};
    circle.self = circle;
    assert.throws(() => json(circle), TypeError);
  });
});

describe("a value comes back from PostgreSQL as it was sent", () => {
  const storable = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
  const texts = fc.array(
    fc.oneof(
      storable.map((text) => text.toWellFormed()),
      fc.constantFrom(
        '"',
        "\\",
        "\\\\",
        '\\"',
        ",",
        "{",
        "}",
        "{}",
        "null",
        "NULL",
        "",
        " ",
        "\n",
        "'",
      ),
    ),
    { maxLength: 8 },
  );

  async function roundTrip<T>(expression: ReturnType<typeof sql>): Promise<T | undefined> {
    const [row] = await db.query(sql<{ value: T }>`select ${expression} as value`);
    return row?.value;
  }

  it("as text and as an array of arbitrary texts", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (value) => {
        assert.deepEqual(await roundTrip(sql`${value}::text[]`), value);
        const all = value.join("");
        assert.equal(await roundTrip(sql`${all}::text`), all);
      }),
      { numRuns: 150 },
    );
  });

  it("as a fraction and as an array of integers", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 5 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        async (value, fraction) => {
          assert.deepEqual(await roundTrip(sql`${value}::int[]`), value);
          // The sign of a zero is lost: `String(-0)` is "0".
          assert.equal(await roundTrip(sql`${fraction}::float8`), fraction + 0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("as JSON, bytes, boolean and null", async () => {
    const value = { "a'b": ['"', "\\", { deep: [null, true, 1.5] }] };
    assert.deepEqual(await roundTrip(sql`${json(value)}::jsonb`), value);
    assert.deepEqual(
      await roundTrip(sql`${Buffer.from([0, 255, 92])}::bytea`),
      Buffer.from([0, 255, 92]),
    );
    assert.equal(await roundTrip(sql`${false}::boolean`), false);
    assert.equal(await roundTrip(sql`${null}::text`), null);
  });

  it("as a timestamp with microseconds, which a Date cannot represent", async () => {
    const printed = await roundTrip(sql`${"2026-11-22T05:51:39.123456Z"}::timestamptz`);
    assert.equal(printed, "2026-11-22T05:51:39.123456Z");
    const date = new Date("2026-11-22T05:51:39.123Z");
    assert.equal(await roundTrip(sql`${date}::timestamptz`), "2026-11-22T05:51:39.123000Z");
  });

  it("as a bigint that is a safe integer, while a larger one is an error", async () => {
    assert.equal(await roundTrip(sql`9007199254740991::bigint`), Number.MAX_SAFE_INTEGER);
    await assert.rejects(roundTrip(sql`9007199254740993::bigint`), RangeError);
    assert.equal(await roundTrip(sql`1`), 1);
  });
});

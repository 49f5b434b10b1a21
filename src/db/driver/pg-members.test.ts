import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts";

// The batch needs more of the driver than its types show. When a new version of pg no longer has one of these members,
// this is the list of what to look at.

const onConnection = ["parse", "bind", "describe", "execute", "close", "sync"];
const onStream = ["cork", "uncork", "destroy"];
const onResult = ["addFields", "parseRow"];
const heardBySubmittable = [
  "handleRowDescription",
  "handleDataRow",
  "handleCommandComplete",
  "handleReadyForQuery",
];

let database: TestDatabase;
let client: pg.Client;
before(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
});
after(async () => {
  await client.end();
  await database.drop();
});

describe("the driver pg", () => {
  it("has the members that a batch uses, and the backend's process ID", () => {
    const { connection, processID } = client as unknown as {
      connection: Record<string, unknown> & { stream: Record<string, unknown> };
      processID: unknown;
    };
    for (const name of onConnection) assert.equal(typeof connection[name], "function", name);
    for (const name of onStream) assert.equal(typeof connection.stream[name], "function", name);
    assert.equal(typeof processID, "number");
    const result = new pg.Result("", pg.types) as unknown as Record<string, unknown>;
    for (const name of onResult) assert.equal(typeof result[name], "function", name);
  });

  it("submits a custom query object and passes it every message of the response", async () => {
    const heard: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const query: Record<string, unknown> = {
        submit: ({ query }: { query(text: string): void }) =>
          query.call(connectionOf(), "select 1 as n"),
        handleError: reject,
      };
      for (const name of heardBySubmittable) {
        query[name] = () => {
          heard.push(name);
          if (name === "handleReadyForQuery") resolve();
        };
      }
      client.query(query as unknown as pg.Submittable);
    });

    assert.deepEqual(heard, heardBySubmittable);
  });
});

function connectionOf(): unknown {
  return (client as unknown as { connection: unknown }).connection;
}

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { settleFeed } from "../../test/support/feed.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { insertSkip } from "../events/consume/queries.ts";
import { blockChain } from "../events/relay/blocked-queries.ts";
import { diagnose } from "./diagnose.ts";
import type { Finding } from "./finding.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

async function finding(check: string): Promise<Finding | undefined> {
  const found: Finding[] = [];
  await diagnose(api.instance.config, (one) => found.push(one));
  return found.find((one) => one.check === check);
}

describe("diagnose", () => {
  it("names a workspace whose events cannot be relayed, the event, and the skipped events", async () => {
    const { workspace } = await givenWorld(api);
    const event_id = randomUUID();
    const head = { chain_id: workspace.id, event_id, event_type: "ticket.created" };
    await transaction(api.db, async (tx) => {
      await blockChain(tx, { ...head, error: "It is broken." }, { retrySeconds: 60 });
      await insertSkip(tx, workspace.id, "counts", { sequence: 12, error: "It is negative." });
    });

    const [relay, consumers] = [await finding("relay"), await finding("consumers")];
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.execute("delete from relay_blocked; delete from feed_skips"),
    );

    assert.equal(relay?.verdict, "fault");
    for (const part of [workspace.id, event_id, "ticket.created", "It is broken."]) {
      assert.ok(relay?.detail.includes(part), part);
    }
    assert.equal(consumers?.verdict, "warning");
    assert.match(consumers?.detail ?? "", new RegExp(`counts at 12 of workspace ${workspace.id}`));
  });

  it("names a workspace whose counts differ from its tickets, and changes nothing", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await settleFeed(api.db);
    const setCount = (count: number) =>
      withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
        owner.query(sql`
          update ticket_counts set count = ${count} where workspace_id = ${world.workspace.id}`),
      );
    await setCount(5);

    const found = [await finding("ticket_counts"), await finding("ticket_counts")];
    await setCount(1);

    for (const one of found) {
      assert.equal(one?.verdict, "warning");
      assert.ok(one?.detail.includes(world.workspace.id));
    }
    assert.equal((await finding("ticket_counts"))?.verdict, "good");
  });
});

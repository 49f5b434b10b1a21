import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { settleFeed } from "../../test/support/feed.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { repairTicketCounts } from "./repair-counts.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the job that repairs counts of tickets", () => {
  it("repairs the wrong counts of every workspace", async () => {
    const worlds = [await givenWorld(api), await givenWorld(api)];
    for (const world of worlds) await givenTicket(api, world);
    await settleFeed(api.db);
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.execute("update ticket_counts set count = 9"),
    );

    await repairTicketCounts.run(api.instance, new AbortController().signal);

    for (const { workspacePath, viewer } of worlds) {
      const { body } = await api.get(viewer, `${workspacePath}/tickets/counts?group_by=status`);
      assert.deepEqual(
        body.data.map(({ status, count }: { status: string; count: number }) => [status, count]),
        [["open", 1]],
      );
    }
  });
});

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { drainOutbox } from "../../test/support/audit.ts";
import {
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type ServiceAccount,
  type World,
} from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** Opens the feed after the events that created the workspace, its project and the service accounts. */
async function open({ workspacePath }: World, { token }: ServiceAccount): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  return await fetch(`${api.url}${workspacePath}/events?after=5`, { headers });
}

/** Reads the rest of a stream; rejects if the stream does not end within 5 seconds. */
async function restOf(stream: Response): Promise<string> {
  const timeouts = AbortSignal.timeout(5_000);
  const late = new Promise<never>((_, reject) => {
    timeouts.addEventListener("abort", () => reject(new Error("The stream goes on.")));
  });
  return await Promise.race([stream.text(), late]);
}

describe("an event stream opened by a service account", () => {
  it("ends within 5 s when its token is revoked or expires, and sends no event after that", async () => {
    const world = await givenWorld(api);
    const [revoked, expired, live] = [
      await givenServiceAccount(api, world),
      await givenServiceAccount(api, world, { expires_in_days: 1 }),
      await givenServiceAccount(api, world, { expires_in_days: 730 }),
    ];
    await drainOutbox(api);
    const streams = await Promise.all([revoked, expired, live].map((bot) => open(world, bot)));
    assert.deepEqual(
      streams.map(({ status }) => status),
      [200, 200, 200],
    );

    const path = `${world.workspacePath}/service-accounts/${revoked.id}/tokens/${revoked.token_id}`;
    await api.delete(world.admin, path);
    await api.db.query(sql`
      update api_tokens set expires_at = clock_timestamp() where id = ${expired.token_id}`);
    const [first, second, third] = streams;
    for (const stream of [first!, second!]) {
      const text = await restOf(stream);
      assert.match(text, /event: end\ndata: \{"reason":"no_access"\}\n\n$/);
      assert.doesNotMatch(text, /^id:/m);
    }

    await givenTicket(api, world);
    await drainOutbox(api);
    const reader = third!.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let isEnded = false; !isEnded && !text.includes("ticket.created"); ) {
      const { value = "", done } = await reader.read();
      text += value;
      isEnded = done;
    }
    await reader.cancel();
    assert.match(text, /ticket\.created/);
  });
});

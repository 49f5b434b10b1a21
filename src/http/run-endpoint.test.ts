import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ publicUrl: "https://example.com/slacky" });
});
after(() => api.close());

it("the Location and Link headers start with the path of PUBLIC_URL", async () => {
  const world = await givenWorld(api);
  await givenTicket(api, world);
  const { workspacePath, project, member } = world;

  const made = await api.post(member, `${workspacePath}/projects/${project.id}/tickets`, {
    title: "x",
  });
  const page = await api.get(member, `${workspacePath}/tickets?limit=1`);

  assert.equal(made.headers.get("location"), `/slacky${workspacePath}/tickets/${made.body.id}`);
  const next = `</slacky${workspacePath}/tickets?limit=1&cursor=${page.body.next_cursor}>; rel="next"`;
  assert.equal(page.headers.get("link"), next);
});

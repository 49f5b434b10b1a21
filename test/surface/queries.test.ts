import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import fc from "fast-check";
import { startApi, type TestApi } from "../support/api.ts";
import { givenWorld, type World } from "../support/given.ts";
import { assertProblem } from "../support/problem.ts";

let api: TestApi;
let world: World;
let list: string;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  list = `${world.workspacePath}/tickets`;
});
after(() => api.close());

it("a duplicate or unknown query parameter, a bad encoding, or a value that is out of range is 400", async () => {
  for (const query of [
    "limit=1&limit=2",
    "limit[]=1",
    "limit=1&LIMIT=2",
    "sort=created_at&sort=-created_at",
    "cursor=a&cursor=b",
    "q=a&q=b",
    "__proto__=1",
    "constructor=1",
    "a.b=1",
    "=1",
    "limit=%zz",
    "q=%ff",
    "q=%c0%80",
    "q=%00",
    "q=%ed%a0%80",
    "label=%00",
    "limit=-1",
    "limit=0",
    "limit=101",
    "limit=1e1",
    "limit=0x10",
    "limit=",
    "limit=%20",
    "limit=1.0",
    "limit=NaN",
    `limit=${"9".repeat(400)}`,
    "created_after=0000-01-01T00:00:00Z",
    "created_after=2026-01-01T00:00:00%2B16:00",
    "created_after=2026-02-30T00:00:00Z",
    `created_after=2026-01-01T00:00:00.${"1".repeat(400)}Z`,
    "due_before=0000-12-31",
    "due_before=10000-01-01",
    `external_id=${"a".repeat(2_000)}`,
    `status=${"a".repeat(2_000)}`,
    Array.from({ length: 1_500 }, () => "label=a").join("&"),
  ]) {
    const reply = await api.get(world.viewer, `${list}?${query}`);
    assertProblem(reply, "invalid_request");
    const [fault] = reply.body.errors;
    assert.match(fault.pointer, /^\/query/, query);
  }
});

it("a search accepts any punctuation between its words", async () => {
  const piece = fc.constantFrom(
    ..."-----!&|()\"'\\<>*:./@a1é ".split(""),
    " or ",
    " -",
    "<->",
    ":*",
    "- - ",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 80 }), async (pieces) => {
      const q = `a${pieces.join("")}`.slice(0, 200).trim();
      const reply = await api.get(world.viewer, `${list}?${new URLSearchParams({ q })}`);
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
    }),
    { numRuns: 60, examples: [[Array.from({ length: 80 }, () => "- ")]] },
  );
});

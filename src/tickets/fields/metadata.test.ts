import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld } from "../../../test/support/given.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { json, sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import { storedBytes } from "./metadata.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the size of metadata", () => {
  it("is what PostgreSQL prints, for any value", async () => {
    const numbers = [1e-307, -5e-324, 1.7976931348623157e308, 1e21, -1.25e-7, 0.1, 1e20, -0, 12];
    const text = fc
      .string({ unit: "binary", maxLength: 20 })
      .filter((each) => each.isWellFormed() && !each.includes("\0"));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(...numbers, null, true, false),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(text, tie("value"), { maxKeys: 4 }),
      ),
    }));
    const values = fc.sample(value, { numRuns: 300, seed: 12 }) as never[];
    const list = [...numbers, {}, [], { a: [], b: {} }, ...values];

    const [printed] = await api.db.query(sql<{ sizes: number[] }>`
      select array_agg(octet_length(value::text) order by ordinality) as sizes
        from jsonb_array_elements(${json(list)}::jsonb) with ordinality`);

    assert.deepEqual(list.map(storedBytes), printed?.sizes);
  });

  it("is limited at the byte, in create, PATCH and transition, also for numbers with an exponent", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    const project = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    const fits = { a: "x".repeat(limits.metadata_bytes - '{"a": ""}'.length) };
    const tiny = { a: Array(60).fill(1e-307) };

    const sizes = [
      await api.post(world.member, project, { title: "Fits", metadata: fits }),
      await api.post(world.member, project, { title: "No", metadata: { a: `${fits.a}x` } }),
      await api.post(world.member, project, { title: "No", metadata: tiny }),
      await api.patch(world.member, path, { metadata: tiny }),
      await api.post(world.member, `${path}/transitions`, {
        to: "in_progress",
        fields: { metadata: tiny },
      }),
    ];

    const [stored, ...refused] = sizes;
    assert.equal(stored?.status, 201);
    for (const reply of refused) assertProblem(reply, "metadata_too_large");
    assert.deepEqual((await api.get(world.viewer, path)).body, ticket);
  });
});

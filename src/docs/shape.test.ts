import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { shapeOf } from "./shape.ts";

describe("the printed shape of a schema", () => {
  it("is written like a TypeScript type, on one line if it is short", () => {
    const schema = z.object({
      key: z.string(),
      reason: z.string().nullable(),
      role: z.enum(["viewer", "admin"]).optional(),
      changed: z.literal(true),
      labels: z.array(z.string().nullable()),
    });

    assert.equal(
      shapeOf(schema),
      `{
  key: string
  reason: string | null
  role?: "viewer" | "admin"
  changed: true
  labels: (string | null)[]
}`,
    );
    assert.equal(shapeOf(z.object({ at: z.iso.datetime() })), "{ at: date-time }");
    assert.equal(shapeOf(z.object({})), "{}");
  });

  it("contains the components of the contract inline", () => {
    const part = z.object({ from: z.int() }).meta({ id: "Part" });

    assert.equal(shapeOf(z.object({ one: part })), "{ one: { from: integer } }");
  });
});

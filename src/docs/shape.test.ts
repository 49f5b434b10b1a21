import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { shapeOf } from "./shape.ts";

describe("the shape of a schema", () => {
  it("is written as a type is, on one line where it is short", () => {
    const schema = z.object({
      key: z.string(),
      reason: z.string().nullable(),
      role: z.enum(["viewer", "admin"]).optional(),
      labels: z.array(z.string().nullable()),
    });

    assert.equal(
      shapeOf(schema),
      `{
  key: string
  reason: string | null
  role?: "viewer" | "admin"
  labels: (string | null)[]
}`,
    );
    assert.equal(shapeOf(z.object({ at: z.iso.datetime() })), "{ at: date-time }");
    assert.equal(shapeOf(z.object({})), "{}");
  });

  it("has in its place what the contract has as a component", () => {
    const part = z.object({ from: z.int() }).meta({ id: "Part" });

    assert.equal(shapeOf(z.object({ one: part })), "{ one: { from: integer } }");
  });
});

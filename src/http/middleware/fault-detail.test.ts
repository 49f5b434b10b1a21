import assert from "node:assert/strict";
import { it } from "node:test";
import { z } from "zod";
import { faultDetail } from "./fault-detail.ts";

it("faultDetail: names a missing value, or the accepted and the received type", () => {
  for (const [schema, value, detail] of [
    [z.string(), undefined, "Is required."],
    [z.enum(["low", "high"]), undefined, "Must be one of low, high."],
    [z.string(), 5, "Must be a string, not a number."],
    [z.string(), null, "Must be a string, not null."],
    [z.string(), ["a"], "Must be a string, not an array."],
    [z.int(), "5", "Must be a number, not a string."],
    [z.int(), 1.5, "Must be a whole number, not a number."],
    [z.boolean(), "yes", "Must be a boolean, not a string."],
    [z.array(z.string()), {}, "Must be an array, not an object."],
    [z.record(z.string(), z.unknown()), [], "Must be an object, not an array."],
    [z.strictObject({}), false, "Must be an object, not a boolean."],
    [z.enum(["low", "high"]), "urgent", "Must be one of low, high."],
    [z.array(z.string()).max(1), ["a", "b"], "Must have at most 1 items."],
    [z.array(z.string()).min(1), [], "Must have at least 1 items."],
    [z.string().max(2), "abc", "Must be at most 2 characters long."],
    [z.int().min(1), 0, "Must be at least 1."],
  ] as const) {
    const { error } = schema.safeParse(value, { error: faultDetail });
    assert.equal(error?.issues[0]?.message, detail);
  }
});

it("faultDetail: does not replace the message of a schema that has its own", () => {
  const { error } = z.string("A name.").safeParse(5, { error: faultDetail });

  assert.equal(error?.issues[0]?.message, "A name.");
});

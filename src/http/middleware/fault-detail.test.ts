import assert from "node:assert/strict";
import { it } from "node:test";
import { z } from "zod";
import { faultDetail } from "./fault-detail.ts";

it("says what is missing, and what is taken in place of what came", () => {
  for (const [schema, value, detail] of [
    [z.string(), undefined, "This is required."],
    [z.enum(["low", "high"]), undefined, "One of low, high."],
    [z.string(), 5, "This takes text, not a number."],
    [z.string(), null, "This takes text, not null."],
    [z.string(), ["a"], "This takes text, not a list."],
    [z.int(), "5", "This takes a number, not text."],
    [z.int(), 1.5, "This takes a whole number, not a number."],
    [z.boolean(), "yes", "This takes true or false, not text."],
    [z.array(z.string()), {}, "This takes a list, not an object."],
    [z.record(z.string(), z.unknown()), [], "This takes an object, not a list."],
    [z.strictObject({}), false, "This takes an object, not true or false."],
    [z.enum(["low", "high"]), "urgent", "One of low, high."],
    [z.array(z.string()).max(1), ["a", "b"], "A list of at most 1."],
    [z.array(z.string()).min(1), [], "A list of at least 1."],
    [z.string().max(2), "abc", "Text of at most 2 characters."],
    [z.int().min(1), 0, "A number of at least 1."],
  ] as const) {
    const { error } = schema.safeParse(value, { error: faultDetail });
    assert.equal(error?.issues[0]?.message, detail);
  }
});

it("leaves the word to a schema that has one of its own", () => {
  const { error } = z.string("A name.").safeParse(5, { error: faultDetail });

  assert.equal(error?.issues[0]?.message, "A name.");
});

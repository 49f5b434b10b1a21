import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { z } from "zod";
import { email, line, normalizedLine, text } from "./fields.ts";

const detailOf = (schema: z.ZodType, value: string) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message);

describe("a one-line field", () => {
  const title = line({ max: 10 });

  it("is stored as sent, without surrounding whitespace", () => {
    assert.equal(title.parse(" cafe\u0301\u3000"), "cafe\u0301");
    assert.equal(title.parse("a\u200bb"), "a\u200bb");
  });

  it("is rejected with any line separator or control character", () => {
    for (const separator of "\n\r\v\f\u0085\u2028\u2029\u001e") {
      const detail = detailOf(title, `a${separator}b`);
      assert.deepEqual(detail, ["Must be one line without control characters."]);
    }
  });

  it("is rejected without a visible character", () => {
    for (const invisible of ["\u200b", "\u00ad\u2060", "\u3164", "\u2800", "\u{e0041}", "\ufe0f"]) {
      assert.deepEqual(detailOf(title, invisible), ["Must contain visible characters."]);
    }
    for (const blank of ["", " ", "\t\n", "\u3000"]) {
      assert.deepEqual(detailOf(title, blank), ["Must be 1 to 10 characters long."]);
    }
  });

  it("is measured in characters, not UTF-16 units", () => {
    assert.equal(title.parse("🧨".repeat(10)), "🧨".repeat(10));
    assert.deepEqual(detailOf(title, "🧨".repeat(11)), ["Must be 1 to 10 characters long."]);
  });
});

describe("a normalized one-line field", () => {
  const name = normalizedLine({ max: 10 });

  it("is stored and measured in Unicode normalization form C", () => {
    assert.equal(name.parse("cafe\u0301"), "café");
    assert.equal(name.parse("e\u0301".repeat(10)), "é".repeat(10));
    assert.deepEqual(detailOf(name, "\u0958".repeat(10)), ["Must be 1 to 10 characters long."]);
  });

  it("rejects a megabyte of combining marks by its length", () => {
    assert.deepEqual(detailOf(name, `a${"\u0315\u0300".repeat(500_000)}`), [
      "Must be 1 to 10 characters long.",
    ]);
  });
});

describe("a text field", () => {
  it("is rejected without a visible character, unless it is empty and may be", () => {
    const reason = text({ min: 1, max: 10 });
    const description = text({ max: 10 });

    assert.equal(reason.parse(" a\n"), " a\n");
    assert.equal(description.parse(""), "");
    assert.deepEqual(detailOf(reason, ""), ["Must be 1 to 10 characters long."]);
    for (const invisible of [" \n", "\u200b", "\u2028\u3164"]) {
      for (const schema of [reason, description]) {
        assert.deepEqual(detailOf(schema, invisible), ["Must contain visible characters."]);
      }
    }
  });
});

describe("an e-mail address", () => {
  it("is accepted with letters of every language on both sides, and stored in NFC", () => {
    for (const address of [
      "dörte@example.com",
      "用户@例子.广告",
      "u@bücher.example",
      "u@xn--80ak6aa92e.xn--p1ai",
      "u@example.xn--fiqs8s",
      "u@xn--bcher-kva.example",
      "Ada.Lovelace+news@Example.com",
    ]) {
      assert.equal(email.parse(address), address);
    }
    assert.equal(email.parse("do\u0308rte@example.com"), "dörte@example.com");
  });

  it("is rejected when it is malformed", () => {
    for (const address of [
      "ada",
      "ada@localhost",
      '"ada"@example.com',
      "ada@[192.0.2.1]",
      "ada@xn--a.example",
      `${"a".repeat(243)}@example.com`,
    ]) {
      assert.equal(email.safeParse(address).success, false, address);
    }
  });
});

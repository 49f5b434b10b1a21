import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseEmailAddress } from "./email-address.ts";

const keyOf = (text: string) => parseEmailAddress(text)?.key;

describe("parseEmailAddress", () => {
  const read: Record<string, string> = {
    "ada@example.com": "ada@example.com",
    "Ada.Lovelace+news@Example.COM": "ada.lovelace+news@example.com",
    "!#$%&'*+/=?^_`{|}~-@example.com": "!#$%&'*+/=?^_`{|}~-@example.com",
    "用户@例子.广告": "用户@xn--fsqu00a.xn--4rr70v",
    "Dörte@Sörensen.example": "dörte@xn--srensen-90a.example",
    "dörte@xn--srensen-90a.example": "dörte@xn--srensen-90a.example",
    "u@xn--80ak6aa92e.xn--p1ai": "u@xn--80ak6aa92e.xn--p1ai",
    "u@example.xn--fiqs8s": "u@example.xn--fiqs8s",
    "u@faß.example": "u@xn--fa-hia.example",
    "u@例え。テスト": "u@xn--r8jz45g.xn--zckzah",
    "u@ｅｘａｍｐｌｅ.com": "u@example.com",
    "θσερ@παράδειγμα.ευ": "θσερ@xn--hxajbheg2az3al.xn--qxa6a",
    "u@نامه\u200cای.example": "u@xn--mgba3gch31f060k.example",
    "u@ab--cd.example": "u@ab--cd.example",
    "1@2.example": "1@2.example",
  };
  for (const [text, key] of Object.entries(read)) {
    it(`parses ${text}`, () => {
      assert.deepEqual(parseEmailAddress(text), { address: text, key });
    });
  }

  it("returns the typed address in NFC, and a case-folded one for comparison", () => {
    assert.deepEqual(parseEmailAddress("Jose\u0301@Example.com"), {
      address: "José@Example.com",
      key: "josé@example.com",
    });
    assert.equal(keyOf("JOSÉ@BÜCHER.example"), keyOf("jose\u0301@xn--bcher-kva.EXAMPLE"));
    assert.equal(keyOf("STRASSE@example.com"), keyOf("straße@example.com"));
    assert.notEqual(keyOf("jose@example.com"), keyOf("josé@example.com"));
  });

  const refused: Record<string, string[]> = {
    "no local part or no domain": ["", "@", "ada", "ada@", "@example.com", "example.com"],
    "dots in the wrong place": [".ada@example.com", "ada.@example.com", "a..b@example.com"],
    "a quoted local part": ['"ada"@example.com', '"a b"@example.com', '"a@b"@example.com'],
    "an address literal": ["ada@[192.0.2.1]", "ada@[IPv6:2001:db8::1]", "ada@192.0.2.1", "a@127.1"],
    "a comment, a name or a list": [
      "ada(comment)@example.com",
      "Ada <ada@example.com>",
      "ada@example.com,bob@example.com",
      "ada@example.com;bob@example.com",
      "mailto:ada@example.com",
    ],
    "two @": ["a@b@example.com"],
    "blanks and controls": [
      " ada@example.com",
      "a da@example.com",
      "ada@exam ple.com",
      "ada@example.com\n",
      "ada\u2028@example.com",
      "a\u00a0b@example.com",
      "a\u3000b@example.com",
    ],
    "characters that nobody sees": [
      "a\u200bda@example.com",
      "a\u00adda@example.com",
      "a\u202eda@example.com",
      "ada@exam\u00adple.com",
      "ada@exam\u200bple.com",
      "ada@ex\u200cample.com",
      "\u3164@example.com",
    ],
    "a domain without a dot, or with one too many": ["a@localhost", "a@b..c", "a@.b.c", "a@b.c."],
    "labels that DNS does not have": [
      "a@-b.example",
      "a@b-.example",
      "a@b_c.example",
      "a@b.123",
      "a@b.c",
      `a@${"b".repeat(64)}.example`,
      "a@xn--a.example",
      "a@xn--zzzzzz.example",
      "a@b%41.example",
      "a@b.example:25",
      "a@b.example/c",
    ],
    "more than 254 octets": [
      `${"a".repeat(243)}@example.com`,
      `${"é".repeat(122)}@example.com`,
      `a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.${"f".repeat(20)}`,
    ],
  };
  for (const [what, texts] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      for (const text of texts) assert.equal(parseEmailAddress(text), undefined, text);
    });
  }

  it("returns its own output unchanged when it is applied again", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const first = parseEmailAddress(`${local}@${domain}.example`);
        fc.pre(first !== undefined);
        assert.deepEqual(parseEmailAddress(first.address), first);
        assert.deepEqual(keyOf(first.key), first.key);
      }),
      { numRuns: 300 },
    );
  });
});

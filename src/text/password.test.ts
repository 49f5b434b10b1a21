import assert from "node:assert/strict";
import { it } from "node:test";
import { normalizePassword } from "./password.ts";

it("normalizePassword: the same keys give the same password on every system", () => {
  assert.equal(normalizePassword("e\u0301lan a\u0308"), "élan ä");
  assert.equal(normalizePassword("a\u00a0b\u3000c\u2009d"), "a b c d");
});

it("normalizePassword: differences in case, width, marks and outer blanks are preserved", () => {
  for (const password of ["Correct", "ｃ", " a ", "a\tb", "ﬁ", "ß", "\u200b"]) {
    assert.equal(normalizePassword(password), password);
  }
});

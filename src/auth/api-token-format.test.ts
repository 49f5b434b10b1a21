import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isApiToken, newApiToken } from "./api-token-format.ts";

describe("an API token", () => {
  it("is the prefix, 32 random characters and the CRC-32 of both", () => {
    assert.match(newApiToken(), /^sl_[0-9A-Za-z]{38}$/);
    // Computed with Python's zlib.
    assert.ok(isApiToken("sl_000000000000000000000000000000001g3nia"));
  });

  it("is unique, and every generated token is recognized", () => {
    const tokens = new Set(Array.from({ length: 1_000 }, newApiToken));

    assert.equal(tokens.size, 1_000);
    for (const token of tokens) assert.ok(isApiToken(token), token);
  });

  it("uses every character of the alphabet in every random position", () => {
    const tokens = Array.from({ length: 2_000 }, newApiToken);

    for (let place = 3; place < 35; place += 1) {
      assert.equal(new Set(tokens.map((token) => token[place])).size, 62, `place ${place}`);
    }
  });

  it("is not recognized with a character changed, removed or added", () => {
    const token = newApiToken();

    for (let place = 0; place < token.length; place += 1) {
      const other = token[place] === "A" ? "B" : "A";
      const changed = token.slice(0, place) + other + token.slice(place + 1);
      assert.equal(isApiToken(changed), false, changed);
    }
    const others = [token.slice(0, -1), `${token}0`, ` ${token}`, token.toLowerCase(), "", "sl_"];
    for (const text of others) assert.equal(isApiToken(text), false, text);
  });
});

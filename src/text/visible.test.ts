import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isVisible } from "./visible.ts";

const invisible: Record<string, string> = {
  "nothing at all": "",
  "white space of every kind":
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000",
  controls: "\0\u0001\u001b\u007f\u009f",
  "zero-width characters": "\u200b\u200c\u200d\u2060\ufeff\u180e",
  "a soft hyphen": "\u00ad",
  "direction marks": "\u061c\u200e\u200f\u202a\u202e\u2066\u2069",
  "Hangul fillers": "\u115f\u1160\u3164\uffa0",
  "Khmer vowels that are not shown": "\u17b4\u17b5",
  "variation selectors": "\ufe0f\u{e0100}\u180b",
  "the letters of a tag": "\u{e0041}\u{e007f}",
  "a grapheme joiner": "\u034f",
  "an empty Braille pattern": "\u2800",
  "the stand-in for an embedded object": "\ufffc",
  "annotation marks": "\ufff9\ufffa\ufffb",
  "format controls of notations": "\u{1bca0}\u{1d173}\u{1d159}\u{13430}",
  noncharacters: "\ufdd0\uffff\u{1ffff}",
  "all of these together": " \u200b\u2800\u3164\u{e0041} ",
};

const visible: Record<string, string> = {
  "a letter among invisible characters": "\u200ba\u200b",
  "one punctuation mark": ".",
  "an emoji": "👩‍👩‍👧",
  "a flag": "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "a combining mark by itself": "\u0301",
  "an Arabic number sign, which is a format character": "\u0600",
  "a character newer than this server": "\u{1fbff}",
  "a character of private use": "\ue000",
  "the replacement character": "\ufffd",
};

describe("isVisible", () => {
  for (const [what, text] of Object.entries(invisible)) {
    it(`is false for ${what}`, () => {
      assert.equal(isVisible(text), false);
      for (const character of text) assert.equal(isVisible(character), false, escape(character));
    });
  }

  for (const [what, text] of Object.entries(visible)) {
    it(`is true for ${what}`, () => {
      assert.equal(isVisible(text), true);
      assert.equal(isVisible(` \u200b${text}`), true);
    });
  }
});

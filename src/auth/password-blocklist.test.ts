import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictionary } from "@zxcvbn-ts/language-common";
import { isGuessable } from "./password-blocklist.ts";

const context = ["Ada Lovelace", "ada.lovelace@example.com"];

describe("the password blocklist", () => {
  const guesses: Record<string, string[]> = {
    "common passwords": ["password", "trustno1", "iloveyou", "letmein", "123456789qwerty"],
    "common passwords in other clothes": ["PassWord", "ｐａｓｓｗｏｒｄ", "p-a-s-s-w-o-r-d"],
    "common passwords repeated": [
      "passwordpassword",
      "Password Password",
      "letmeinletmeinlet",
      "i love you i love you",
    ],
    "common passwords padded": [
      "password1234567",
      "!!!!sunshine2024",
      "butterfly!!!!!!!!",
      "Administrator123",
      "Passwordpassword1",
    ],
    "one character or a few, repeated": [
      "aaaaaaaaaaaaaaa",
      "!!!!!!!!!!!!!!!!",
      "               ",
      "abcabcabcabcabcabc",
      "420420420420420",
      "aaaaabbbbbccccc",
    ],
    "lines of the alphabet and the keyboard": [
      "123456789012345",
      "098765432109876",
      "qwertyuiopasdfg",
      "zyxwvutsrqponmlk",
      "1qaz2wsx3edc4rfv5tgb",
      "112233445566778",
      "!@#$%^&*()_+!@#",
      "azertyuiopqsdfghjklm",
    ],
    "the product's name": ["slacky", "Slacky2026!", "slackyslackyslacky", "slacky-password-1"],
    "the owner's name and address": [
      "AdaLovelace",
      "lovelacelovelace",
      "ada.lovelace@example.com",
      "Lovelace-Ada-1815",
      "AdaLovelacePassword",
      "ada lovelace ada",
    ],
  };
  for (const [kind, passwords] of Object.entries(guesses)) {
    it(`includes ${kind}`, () => {
      assert.deepEqual(
        passwords.filter((password) => !isGuessable(password, context)),
        [],
      );
    });
  }

  it("does not include phrases, random text, or a name with other words", () => {
    const good = [
      "correct horse battery staple",
      "my defiant hijack student",
      "lovelace wrote the first program",
      "street feeds assassins poorly",
      "x;]}@#(){$!%^&4",
      "kJ8#mP2$vL9@qR4",
      "9403858203947561",
      "mx4!Tq9z",
      "日本語のパスワードは安全ですよね",
    ];

    assert.deepEqual(
      good.filter((password) => isGuessable(password, context)),
      [],
    );
  });

  it("ignores parts of the user's name and address that are too short to be a word", () => {
    assert.equal(isGuessable("violets are never blue", ["A. B", "", "x@y.zz"]), false);
  });

  it("has more than ten thousand common passwords and matches them in any case", () => {
    const common = dictionary["passwords-common"];

    assert.ok(common.length > 10_000);
    assert.ok(common.every((password) => isGuessable(password.toUpperCase(), [])));
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toTsvector, workspacePrefix } from "./document.ts";

const workspace_id = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";
const prefix = workspacePrefix(workspace_id);

/** The words of a title, without the workspace's prefix, in the order of their positions. */
function tokens(title: string): string {
  return toTsvector(workspace_id, [{ text: title, weight: "A" }]).replaceAll(`'${prefix}`, "'");
}

describe("toTsvector", () => {
  const examples: Record<string, [string, string]> = {
    "a word for each run of letters and digits": ["Login page 2", "'login':1A 'page':2A '2':3A"],
    "tags and type parameters by their names": [
      "<Button> of List<Integer>",
      "'button':1A 'of':2A 'list<integer':3A 'list':3A 'integer':4A",
    ],
    "what punctuation joins, whole and in parts": [
      "login/logout user.name",
      "'login/logout':1A 'login':1A 'logout':2A 'user.name':3A 'user':3A 'name':4A",
    ],
    "a version": ["(v2.10.3-rc1)", "'v2.10.3-rc1':1A 'v2':1A '10':2A '3':3A 'rc1':4A"],
    "flags with and without their hyphens": ["-v --dry", "'-v':1A 'v':1A '--dry':2A 'dry':2A"],
    "names that end in a sign": [
      "C++11, C# a+b",
      "'c++11':1A 'c':1A,3A 'c++':1A '11':2A 'c#':3A 'a+b':4A 'a':4A 'b':5A",
    ],
    "runs of signs": ['"->" !!! -', "'->':1A '!!!':2A '-':3A"],
    "symbols one by one": ["ok✓🎉", "'ok✓🎉':1A 'ok':1A '✓':2A '🎉':3A"],
    "an emoji without its joiners": ["👩‍👧", "'👩👧':1A '👩':1A '👧':2A"],
    "quotation marks and backslashes as PostgreSQL reads them": [
      "don't a\\b",
      "'don''t':1A 'don':1A 't':2A 'a\\\\b':3A 'a':3A 'b':4A",
    ],
    "one form of composed and decomposed accents": ["Café Cafe\u0301", "'cafe':1A,2A"],
    "full width and ligatures": ["Ｆｕｌｌ ﬁne", "'full':1A 'fine':2A"],
    "Latin letters without strokes": ["Łódź Ærø ĐÐ", "'lodz':1A 'aero':2A 'dð':3A"],
    "Greek and Turkish capitals": ["ΟΔΌΣ İstanbul ISI ısı", "'οδοσ':1A 'istanbul':2A 'isi':3A,4A"],
    "Cyrillic without the dots of Ё": ["Ёлка", "'елка':1A"],
    "Hebrew and Arabic without points": ["שָׁלוֹם العَرَبِيَّة أحمـد", "'שלום':1A 'العربية':2A 'احمد':3A"],
    "Hindi with its marks, which are vowels": ["हिन्दी", "'हिन्दी':1A"],
    "Chinese in pairs": ["登录页面", "'登录':1A '录页':2A '页面':3A '面':4A"],
    "Japanese with long vowels and half-width letters": [
      "ケース ﾊﾟｽ",
      "'ケー':1A 'ース':2A 'ス':3A,5A 'パス':4A",
    ],
    "Korean in pairs of syllables": ["버그가", "'버그':1A '그가':2A '가':3A"],
    "Thai in pairs": ["หน้า", "'หน':1A 'น้':2A '้า':3A 'า':4A"],
    "scripts that meet within a word": ["iPhone用", "'iphone用':1A 'iphone':1A '用':2A"],
    "no invisible characters": ["lo\u200bg\u00adin \u200b", "'login':1A"],
    nothing: [" \u200b\u00ad ", ""],
  };
  for (const [what, [title, words]] of Object.entries(examples)) {
    it(`stores ${what}`, () => {
      assert.equal(tokens(title), words);
    });
  }

  it("prefixes each word with its workspace, and weights title, description and comment", () => {
    const written = toTsvector(workspace_id, [
      { text: "login", weight: "A" },
      { text: "the login", weight: "D" },
      { text: "login", weight: "C" },
    ]);
    assert.equal(written, `'${prefix}login':1A,4,6C '${prefix}the':3`);
    assert.equal(prefix.length, 4);
    assert.notEqual(prefix, workspacePrefix("01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e91"));
  });

  it("leaves a position free between two texts, so that no phrase spans both", () => {
    const written = toTsvector("", [
      { text: "login", weight: "A" },
      { text: "page", weight: "D" },
    ]);
    assert.match(written, /login':1A .*page':3$/);
  });

  it("truncates a word at 64 characters, and ends a longer run with a digest", () => {
    const word = "🄰b".repeat(100);
    const address = `https://example.com/${"a/".repeat(40)}`;
    const [first, second] = [1, 2].map((n) => tokens(`${address}${n}`).split(/(?<='):/)[0] ?? "");

    assert.equal(tokens(word), `'${"ab".repeat(32)}':1A`);
    assert.equal(first?.length, 66);
    assert.notEqual(first, second);
    assert.match(first ?? "", /^'https:\/\/example\.com\/a\/.*~[0-9a-f]{16}'$/);
  });

  it("stores 2,000 words of 8 positions, up to 16,383, of 70,000 characters", () => {
    const distinct = Array.from({ length: 3000 }, (_, n) => `w${n}`).join(" ");
    const many = tokens("a b ".repeat(15_000));
    const late = tokens(`${"a ".repeat(20_000)}b`);
    const far = tokens(`${"\ufdfa ".repeat(4_000)}b`);

    assert.equal(tokens(distinct).split(" ").length, 2000);
    assert.equal(many, "'a':1A,3A,5A,7A,9A,11A,13A,15A 'b':2A,4A,6A,8A,10A,12A,14A,16A");
    assert.match(late, / 'b':16383A$/);
    assert.doesNotMatch(far, /'b'/, "U+FDFA becomes 18 characters");
  });

  it("stores a limited number of tokens for hostile text of 64 KB", () => {
    for (const unit of [
      "\u0315\u0300",
      "\uff9e\u0300",
      "\ufdfa",
      "a+",
      "-a ",
      "'",
      "\\",
      "登录页",
    ]) {
      const text = unit.repeat(65_536 / unit.length);
      const written = toTsvector(workspace_id, [{ text, weight: "D" }]);
      assert.ok(written.length < 2000 * 200, `${escape(unit)}: ${written.length}`);
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { limits } from "../limits.ts";
import { parseMarkdown, renderMarkdown, toHtml } from "../markdown/parse.ts";

const mentionsIn = (text: string) =>
  parseMarkdown(text).mentions.map(({ handle, isQuoted }) => (isQuoted ? `> ${handle}` : handle));

describe("a mention", () => {
  const found: Record<string, string[]> = {
    "@ada": ["ada"],
    "Thanks, @ada!": ["ada"],
    "(@ada), @bob: @carl's": ["ada", "bob", "carl"],
    "@Ada and @ADA": ["ada", "ada"],
    "@ada.lovelace-2_b.": ["ada.lovelace-2_b"],
    "@ada- and @ada_ and @ada..b": ["ada", "ada", "ada"],
    "_@ada_ **@bob** ~~@carl~~": ["ada", "bob", "carl"],
    "# @ada\n\n- @bob\n- [ ] @carl\n\n1. @dora": ["ada", "bob", "carl", "dora"],
    "|a|\n|-|\n|@ada|": ["ada"],
    "a\n@ada": ["ada"],
    "\\\\@ada": ["ada"],
    "[@ada] and [@bob](": ["ada", "bob"],
    "`@ada": ["ada"],
    "_@ada": ["ada"],
    "\u2014@ada\u2026": ["ada"],
    "\u{1f600}@ada\u{1f600}": ["ada"],
    "<script @ada>": ["ada"],
    [`@${"a".repeat(limits.handle)}`]: ["a".repeat(limits.handle)],
    "> @ada\n\n@bob": ["> ada", "bob"],
    "> - > @ada\n\n> @bob": ["> ada", "> bob"],
  };
  for (const [text, mentions] of Object.entries(found)) {
    it(`is found in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(mentionsIn(text), mentions);
    });
  }

  const ignored: Record<string, string> = {
    code: "`@ada` and ``a `@bob` b``",
    "a block of code": "```\n@ada\n```\n\n    @bob",
    "the text of a link": "[@ada](https://b.example) [**see @bob**][1]\n\n[1]: https://b.example",
    "an address": "https://b.example/?q=@ada https://b.example/@ada https://ada:@b.example/",
    "an address in angle brackets": "<https://b.example/?a=@ada> <ada@bob.example>",
    "the address or title of a link": '[a](https://b.example/@ada "@bob")',
    "the address of a definition": '[a]: https://b.example/@ada "@bob"',
    "the text of an image":
      "![by @ada](https://b.example/a.png) ![@bob ![@carl](https://c.example)](https://b.example)",
    "an email address": "ada@bob.example, ada.b@carl, mailto:ada@bob.example",
    "the name of a package": "npm i @scope/pkg",
    "the address of a federated account": "@ada@host.example",
    "an escaped one": "\\@ada",
    "an entity": "&#64;ada &commat;bob",
    "what follows a letter, a digit or a mark":
      "a@ada é@ada e\u0301@ada 7@ada \u0663@ada \u{20000}@ada",
    "what follows one of / . + - @": "/@ada .@ada +@ada -@ada @@ada",
    "what precedes a letter or a mark": "@adaé @ada\u0301 @ada中 @ada\u{20000}",
    "what is too short or too long": `@a ${`@${"a".repeat(limits.handle + 1)}`} @ @- @_a`,
  };
  for (const [what, text] of Object.entries(ignored)) {
    it(`is not found in ${what}`, () => {
      assert.deepEqual(mentionsIn(text), []);
    });
  }

  it("is rendered only if its handle is known, and as it was typed", () => {
    const members = new Map([["ada", "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90"]]);
    const render = (text: string) => toHtml(parseMarkdown(text), members);
    const span = (typed: string) =>
      `<span class="mention" data-user-id="01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90">${typed}</span>`;

    assert.equal(render("**@Ada** & @bob"), `<p><strong>${span("@Ada")}</strong> &amp; @bob</p>\n`);
    assert.equal(render("> @ada"), `<blockquote>\n<p>${span("@ada")}</p>\n</blockquote>\n`);
    assert.equal(
      render("- [x] @ada"),
      `<ul>\n<li class="task-list-item"><input type="checkbox" disabled="" checked=""> ${span("@ada")}</li>\n</ul>\n`,
    );
    assert.equal(render("`@ada`"), "<p><code>@ada</code></p>\n");
    assert.match(render("![by @ada](https://b.example/a.png)"), />by @ada<\/a>/);
    assert.match(render("[@ada ![@ada](https://c.example)](https://b.example)"), />@ada @ada<\/a>/);
    assert.equal(renderMarkdown("@ada"), "<p>@ada</p>\n");
  });

  it("changes nothing of a text in which nobody is known, wherever it stands", () => {
    const piece = fc.constantFrom(
      ..."@ada @b @ \\ ` * _ ~~ [ ] ( ) ![ < > \n - 1. | # https:// é a.b /".split(" "),
      " ",
      "\n\n",
      "@ada",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        const marked = text.replaceAll("@", "%");
        // The percent sign has no meaning, and the at has one in addresses only.
        fc.pre(!/<[^>]*@|https:\/\//.test(text));
        assert.equal(renderMarkdown(text).replaceAll("@", "%"), renderMarkdown(marked));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("random texts", () => {
  /** The documented rules, read character by character, for a text without any other syntax. */
  function readPlainly(text: string): string[] {
    const characters = [...text];
    const isOneOf = (character: string | undefined, set: string) =>
      character !== undefined && set.includes(character);
    const isLetterOrMark = (character = "") => /^[\p{L}\p{M}]$/u.test(character);
    const isDigit = (character = "") => /^\p{N}$/u.test(character);
    const isInWord = (character = "") => /^[a-zA-Z0-9]$/.test(character);
    const found: string[] = [];
    for (let at = 0; at < characters.length; at += 1) {
      if (characters[at] !== "@") continue;
      let end = at + 1;
      while (
        isInWord(characters[end]) ||
        (isOneOf(characters[end], "._-") &&
          isInWord(characters[end - 1]) &&
          isInWord(characters[end + 1]))
      ) {
        end += 1;
      }
      const handle = characters
        .slice(at + 1, end)
        .join("")
        .toLowerCase();
      const [before, after] = [characters[at - 1], characters[end]];
      if (handle.length < 2 || handle.length > 39) continue;
      if (isLetterOrMark(before) || isDigit(before) || isOneOf(before, "/.+-@")) continue;
      if (isLetterOrMark(after) || isOneOf(after, "/@")) continue;
      found.push(handle);
    }
    return found;
  }

  const character = fc.constantFrom(
    ..."aB7@@@@._-/+ é\u0301,!?(){}'\";=\u2014\u0663中\u{1f600}\u{20000}".split(/(?:)/u),
  );
  const long = fc.constantFrom("@ada", "ada", "a".repeat(37), "b".repeat(39));
  const plain = fc
    .array(fc.oneof({ weight: 8, arbitrary: character }, { weight: 1, arbitrary: long }), {
      maxLength: 30,
    })
    .map((pieces) => pieces.join("").replace(/ +/g, " "));

  it("without other syntax mention what the documented rules say, character by character", () => {
    fc.assert(
      fc.property(plain, (text) => {
        const line = `x ${text}`;
        assert.deepEqual(mentionsIn(line), readPlainly(line));
      }),
      { numRuns: 20_000 },
    );
  });

  it("in emphasis, lists, headings and tables mention the same, in quotes without notice, in code, links and images nothing", () => {
    const word = fc.constantFrom(
      "@ada",
      "@Bob.",
      "a@carl",
      "@dora/x",
      "(@ed)",
      "@f",
      "@gus's",
      "x",
    );
    const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(" "));
    const wrapped: Record<string, { wrap(text: string): string; shown: boolean; prefix?: string }> =
      {
        plain: { wrap: (text) => text, shown: true },
        strong: { wrap: (text) => `**${text}**`, shown: true },
        item: { wrap: (text) => `- ${text}`, shown: true },
        heading: { wrap: (text) => `## ${text}`, shown: true },
        cell: { wrap: (text) => `|a|\n|-|\n|${text}|`, shown: true },
        quote: { wrap: (text) => `> ${text}`, shown: true, prefix: "> " },
        code: { wrap: (text) => `\`${text}\``, shown: false },
        fence: { wrap: (text) => `~~~\n${text}\n~~~`, shown: false },
        link: { wrap: (text) => `[${text}](https://b.example)`, shown: false },
        image: { wrap: (text) => `![${text}](https://b.example)`, shown: false },
      };
    const part = fc.tuple(fc.constantFrom(...Object.keys(wrapped)), words);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        // A comment that shows nothing ends lists and quotes.
        const text = parts.map(([kind, inner]) => wrapped[kind]?.wrap(inner)).join("\n\nx\n\n");
        const expected = parts.flatMap(([kind, inner]) => {
          const { shown = false, prefix = "" } = wrapped[kind] ?? {};
          return shown ? readPlainly(inner).map((handle) => prefix + handle) : [];
        });
        assert.deepEqual(mentionsIn(text), expected, text);
      }),
      { numRuns: 2_000 },
    );
  });
});

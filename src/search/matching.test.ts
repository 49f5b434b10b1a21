import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import pg from "pg";
import { createEmptyDatabase, type TestDatabase } from "../../test/support/database.ts";
import { toTsvector } from "./document.ts";
import { parseSearch } from "./query.ts";

const workspace_id = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";

interface Search {
  title: string;
  description?: string;
  q: string;
}

let database: TestDatabase;
let connection: pg.Client;
before(async () => {
  database = await createEmptyDatabase();
  connection = new pg.Client(database.databaseUrl);
  await connection.connect();
});
after(async () => {
  await connection.end();
  await database.drop();
});

/** Whether PostgreSQL finds each title (and description) by its query, in one round trip. */
async function find(searches: readonly Search[]): Promise<boolean[]> {
  const documents = searches.map(({ title, description = "" }) =>
    toTsvector(workspace_id, [
      { text: title, weight: "A" },
      { text: description, weight: "D" },
    ]),
  );
  const queries = searches.map(({ q }) => parseSearch(workspace_id, q));
  const column = (name: "include" | "exclude" | "literal") =>
    queries.map((query) => query?.[name] ?? null);
  const { rows } = await connection.query<{ is_found: boolean }>(
    `select (coalesce(d::tsvector @@ i::tsquery, i is null and e is not null)
             and not coalesce(d::tsvector @@ e::tsquery, false))
            or coalesce(d::tsvector @@ l::tsquery, false) as is_found
       from unnest($1::text[], $2::text[], $3::text[], $4::text[])
            with ordinality as search (d, i, e, l, n)
      order by n`,
    [documents, column("include"), column("exclude"), column("literal")],
  );
  return rows.map(({ is_found }) => is_found);
}

async function assertFound(searches: readonly Search[], expected = true): Promise<void> {
  const found = await find(searches);
  const wrong = searches.filter((_, index) => found[index] !== expected);
  assert.deepEqual(wrong, [], expected ? "not found" : "found");
}

const words = [
  ..."login page <Button> List<Integer> login/logout user.name v2.10.3-rc1 C++ C# .NET".split(" "),
  ..."ada@example.com https://example.com/a/b?c=d&e=f#g -v --verbose -xzf well-known don't".split(
    " ",
  ),
  ..."email #123 ENG-42 @ada $HOME ~/.bashrc **bold** `code` snake_case camelCase a&&b".split(" "),
  ..."登录页面 認証エラー iPhone用ケース 한국어 버그가 หน้าเข้าสู่ระบบ ພາສາລາວ ភាសាខ្មែរ မြန်မာ".split(
    " ",
  ),
  ..."हिन्दी பிழை עִבְרִית שלום العَرَبِيَّة می‌خواهم Łódź İstanbul ΟΔΟΣ straße café cafe\u0301".split(" "),
  ..."Ｆｕｌｌ ﬁne ½ № ﷺ 🎉 👩‍👩‍👧 🇩🇪 1️⃣ ⌘K → -> => != !!! ... — - * \" ' \\ '' \"\"".split(" "),
];
const anyCharacter = fc
  .nat(0x2ffff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) => character.isWellFormed());
const typedWord = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."ab1-\"'*+#.:<>/\\&|!()_ ") }),
);
const anyWord = fc.oneof(
  { weight: 6, arbitrary: typedWord },
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
  fc.string({ minLength: 1, maxLength: 6, unit: anyCharacter }),
);

function titles(word: fc.Arbitrary<string>, count: number): string[] {
  const title = fc
    .array(word, { minLength: 1, maxLength: 8 })
    .map((all) =>
      all
        .join(" ")
        .replace(/\p{Cc}/gu, " ")
        .trim(),
    )
    .filter((text) => [...text].length <= 200 && isSearch(text));
  return fc.sample(title, count);
}

function isSearch(q: string): boolean {
  return parseSearch(workspace_id, q) !== undefined;
}

describe("a search", () => {
  it("finds every title by its full text", async () => {
    await assertFound(titles(anyWord, 5000).map((text) => ({ title: text, q: text })));
  });

  it("finds a title by each of its words, split at blanks or by the rules of Unicode", async () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "word" });
    const searches = titles(typedWord, 2000).flatMap((text) => {
      const segments = Array.from(segmenter.segment(text))
        .filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
        .map(({ segment }) => segment);
      return [...segments, ...text.split(" ")].filter(isSearch).map((q) => ({ title: text, q }));
    });
    await assertFound(searches);
  });

  it("finds any substring of a text whose script has no blanks", async () => {
    const texts = words.filter((word) =>
      /^[\p{scx=Han}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Mymr}\p{scx=Khmr}]+$/u.test(
        word,
      ),
    );
    const searches = texts.flatMap((text) => {
      const characters = [...text];
      return characters.flatMap((_, start) =>
        characters.slice(start).map((_, length) => ({
          title: `a ${text} b`,
          q: characters.slice(start, start + length + 1).join(""),
        })),
      );
    });
    await assertFound(searches);
  });

  const found: Record<string, [string, string][]> = {
    "words in any order": [["The login page stays blank", "blank page"]],
    "the last word by its prefix": [
      ["The login page", "login pa"],
      ["user.name is wrong", "user.na"],
      ["authentication", "au"],
      ["東京都", "京"],
    ],
    "a word by its prefix if it ends with *": [["authentication fails", "auth* fails"]],
    "parts of words that punctuation joins": [
      ["login/logout is slow", "logout"],
      ["write to ada@example.com", "example.com"],
      ["see https://example.com/a/b?c=d", "https://example.com/a/b"],
      ["v2.10.3-rc1", "v2.10.3"],
    ],
    "words that punctuation surrounds": [
      ["(see: the <Button>, please!)", "<Button>"],
      ["**login** page", "login"],
      ["login, logout", "login/logout"],
    ],
    phrases: [
      ["The login page stays", '"login page"'],
      ["The login-page stays", '"login page"'],
      ["東京都の認証", '"京都の"'],
      ["a b->c d", "“b c”"],
      ["a -> b", '"a -> b"'],
    ],
    "words with different accents, width, case or vowel points": [
      ["Größe der Tür", "grosse tur"],
      ["Grosse Tur", "größe tür"],
      ["ΟΔΌΣ", "οδός"],
      ["שָׁלוֹם", "שלום"],
      ["ＬＯＧＩＮ", "login"],
    ],
    "names that end in a sign": [
      ["written in C++", "c++"],
      ["written in C#.", "C#"],
    ],
    "texts without the excluded word": [
      ["The login page", "login -logout"],
      ["The login page", '-"page login"'],
      ["The login page", "-logout"],
    ],
    "a flag that reads like an exclusion": [["tar -xzf fails", "tar -xzf"]],
  };
  for (const [what, pairs] of Object.entries(found)) {
    it(`finds ${what}`, async () => {
      await assertFound(pairs.map(([title, q]) => ({ title, q })));
    });
  }

  const notFound: Record<string, [string, string][]> = {
    "if a word is missing": [["The login page", "login form"]],
    "by the prefix of a word before the last": [["authentication fails", "auth fails"]],
    "by one letter": [["authentication", "a"]],
    "by the middle of a word": [["authentication", "thent"]],
    "by a phrase in another order, or with something between": [
      ["The page login", '"login page"'],
      ["The login, or the page", '"login page"'],
      ["A page (login)", 'a "login page",'],
      ["authentication fails", '"auth"'],
    ],
    "by parts that are not adjacent": [["user with a name", "user.name"]],
    "in a text with C for the query C++": [["written in C", "C++"]],
    "if the text has an excluded word": [
      ["The login page", "login -page"],
      ["The login page", '-"login page"'],
      ["The login page", "login -pag*"],
      ["The login page", "-login"],
    ],
    "by a character that the text lacks": [
      ["東京", "大"],
      ["東京", "京東"],
    ],
  };
  for (const [what, pairs] of Object.entries(notFound)) {
    it(`finds nothing ${what}`, async () => {
      await assertFound(
        pairs.map(([title, q]) => ({ title, q })),
        false,
      );
    });
  }

  it("does not find a phrase that spans title and description", async () => {
    const texts = { title: "login", description: "page" };
    await assertFound([{ ...texts, q: "login page" }]);
    await assertFound([{ ...texts, q: '"login page"' }], false);
  });

  it("is undefined if the query has no token", () => {
    for (const q of ["", " ", "\u200b", "\u00ad \u2060"]) {
      assert.equal(parseSearch(workspace_id, q), undefined);
    }
  });

  it("is valid query syntax for PostgreSQL, whatever the text", async () => {
    const text = fc.string({
      unit: fc.constantFrom(..."'\\\"&|!():*<->-a1 é東\u200b"),
      maxLength: 40,
    });
    const queries = fc.sample(text, 3000).map((q) => ({ title: q, q }));
    await find(queries);
  });
});

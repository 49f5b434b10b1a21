import fc from "fast-check";
import { parseSearch } from "../../src/search/query.ts";

const words = [
  ..."login page <Button> List<Integer> login/logout user.name v2.10.3-rc1 C++ C# .NET".split(" "),
  ..."ada@example.com https://example.com/a/b?c=d&e=f#g -v --verbose -xzf well-known don't".split(
    " ",
  ),
  ..."#123 ENG-42 @ada $HOME ~/.bashrc **bold** `code` snake_case a&&b 登录页面 認証エラー".split(
    " ",
  ),
  ..."iPhone用ケース 한국어 버그가 หน้าเข้าสู่ระบบ हिन्दी பிழை עִבְרִית العَرَبِيَّة Łódź İstanbul".split(" "),
  ..."ΟΔΟΣ straße café cafe\u0301 Ｆｕｌｌ ﬁne ½ 🎉 👩‍👩‍👧 🇩🇪 ⌘K -> => != !!! ... — * \" ' \\".split(
    " ",
  ),
];
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."ab1-\"'*+#.:<>/\\&|!()_") }),
  fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }),
);
const title = fc
  .array(word, { minLength: 1, maxLength: 8 })
  .map((all) =>
    all
      .join(" ")
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
      .trim(),
  )
  .filter((text) => [...text].length <= 200 && isSearch(text));

/** Titles of all scripts and kinds of words, the same ones in every run unless a seed is given. */
export function sampleTitles(count: number, seed = 1): string[] {
  return fc.sample(title, { numRuns: count, seed });
}

/** The searches that must find a title: itself, and each of its words. */
export function searchesFor(text: string): { title: string; q: string }[] {
  return [text, ...text.split(" ")].filter(isSearch).map((q) => ({ title: text, q }));
}

/** Whether it has a word, and one that is not excluded: `-v` alone excludes. */
function isSearch(q: string): boolean {
  const query = parseSearch("", q);
  return query?.found !== undefined && q.trim() === q;
}

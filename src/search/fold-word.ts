import { foldCase } from "../text/fold.ts";
import { normalize } from "../text/normalize.ts";

/** Strokes and dots that Unicode does not treat as marks, and the quotation marks that telephones type. */
const plainCharacters: Record<string, string> = {
  ı: "i",
  ł: "l",
  ø: "o",
  đ: "d",
  ħ: "h",
  ŧ: "t",
  æ: "ae",
  œ: "oe",
  "“": '"',
  "”": '"',
  "„": '"',
  "‟": '"',
};
const replaced = new RegExp(`[${Object.keys(plainCharacters).join("")}]`, "g");

/**
 * Marks that people leave out when they search: accents, and the points of Hebrew and Arabic. The marks of
 * Devanagari, Thai or Kana are letters to their readers. U+0640 stretches an Arabic word.
 */
const omittedMarks =
  /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}])[\p{M}\u0640]+/gu;

/**
 * Writes what people take for one word in one way: in small letters, compatibility forms (full width,
 * ligatures) resolved, without format characters and without accents.
 */
export function foldWord(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  const shown = text.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "");
  const bare = normalize("NFKD", shown).replace(omittedMarks, "");
  return foldCase(bare)
    .replace(replaced, (character) => plainCharacters[character] ?? character)
    .normalize("NFC");
}

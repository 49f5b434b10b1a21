import { normalize } from "./normalize.ts";

/**
 * Full case folding as Unicode defines it (CaseFolding.txt, C and F), which Node.js does not have: `ß` and
 * `SS` become `ss`, each sigma `σ`. To lower, upper and lower case is the same, except that `ı` would get a
 * dot and Cherokee folds to capitals. Lower case makes a `Σ` at the end of a word a `ς`.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .split("ı")
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
    .join("ı")
    .replaceAll("ς", "σ")
    .replace(/[\p{Script=Cherokee}&&\p{Lowercase_Letter}]/gv, (letter) => letter.toUpperCase());
}

/**
 * What makes two names the same: Unicode's caseless match without the characters that show nothing within
 * a word (zero-width characters, variation selectors). Folding a folded name changes nothing.
 */
export function foldName(name: string): string {
  if (isAscii(name)) return name.toLowerCase();
  const shown = name.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  // Decomposed first, because a iota below (U+0345) sorts after other marks and folds to a letter.
  return normalize("NFC", foldCase(normalize("NFD", shown)));
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

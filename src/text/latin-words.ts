/** Letters that Unicode does not decompose. */
const latin: Readonly<Record<string, string>> = {
  ...{ ß: "ss", ẞ: "ss", æ: "ae", Æ: "ae", œ: "oe", Œ: "oe", þ: "th", Þ: "th" },
  ...{ ø: "o", Ø: "o", ł: "l", Ł: "l", đ: "d", Đ: "d", ð: "d", Ð: "d", ħ: "h", Ħ: "h", ı: "i" },
};

/**
 * A name in the characters that handles and addresses have: its Latin letters and digits without
 * diacritics, in lower case, with a hyphen for everything else. Undefined for a name without a Latin
 * letter.
 */
export function latinWords(name: string, { max }: { max: number }): string | undefined {
  const letters = name
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .replace(/[^\0-\x7f]/gu, (letter) => latin[letter] ?? letter);
  const words = letters.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const joined = words.join("-").slice(0, max).replace(/-$/, "");
  return /[a-z]/.test(joined) ? joined : undefined;
}

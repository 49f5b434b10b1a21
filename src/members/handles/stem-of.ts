import { limits } from "../../limits.ts";
import { reservedHandles } from "./handle.ts";

/** What the handles that are made from a name begin with. */
export interface HandleStem {
  stem: string;
  /** Whether the stem itself may be a handle. Otherwise a number follows in any case. */
  is_handle: boolean;
}

/** For a name without Latin letters, and for a person who was erased. */
export const namelessStem: HandleStem = { stem: "member", is_handle: false };

/** Room for a hyphen and a number of six digits. */
const stemLength = limits.handle - 7;

/** Letters that Unicode does not decompose. */
const latin: Readonly<Record<string, string>> = {
  ...{ ß: "ss", ẞ: "ss", æ: "ae", Æ: "ae", œ: "oe", Œ: "oe", þ: "th", Þ: "th" },
  ...{ ø: "o", Ø: "o", ł: "l", Ł: "l", đ: "d", Đ: "d", ð: "d", Ð: "d", ħ: "h", Ħ: "h", ı: "i" },
};

/**
 * The stem of a name: its Latin letters and digits without diacritics, in lower case, with a hyphen for
 * everything else. `migrations/0019_create_handles.sql` has the same rule for members of before.
 */
export function stemOf(name: string): HandleStem {
  const letters = name
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .replace(/[^\0-\x7f]/gu, (letter) => latin[letter] ?? letter);
  const words = letters.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const stem = words.join("-").slice(0, stemLength).replace(/-$/, "");
  if (!/[a-z]/.test(stem)) return namelessStem;
  return { stem, is_handle: stem.length >= limits.handle_min && !reservedHandles.has(stem) };
}

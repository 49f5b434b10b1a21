import { limits } from "../../limits.ts";
import { latinWords } from "../../text/latin-words.ts";
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

/**
 * The stem of a name, which is `member` for a name without Latin letters.
 * `migrations/0019_create_handles.sql` has the same rule for members of before.
 */
export function stemOf(name: string): HandleStem {
  const stem = latinWords(name, { max: stemLength });
  if (stem === undefined) return namelessStem;
  return { stem, is_handle: stem.length >= limits.handle_min && !reservedHandles.has(stem) };
}

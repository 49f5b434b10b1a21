import { withPlainLineEnds } from "../../store/merge.ts";

/** A text that is edited, and the text and version from which the edit began. */
export interface TextDraft {
  text: string;
  base: { version: number; text: string | null };
  isTouched: boolean;
}

/** A text as the server has it; undefined while it is not loaded. */
export interface CurrentText {
  version: number;
  text: string | null | undefined;
}

export function startDraft({ version, text = null }: CurrentText): TextDraft {
  return { text: withPlainLineEnds(text ?? ""), base: { version, text }, isTouched: false };
}

/**
 * Whether the text was saved, here or in another tab. Somebody who has typed the old text again goes on
 * typing.
 */
export function isDraftOver(draft: TextDraft, current: CurrentText): boolean {
  return draft.isTouched && isBehind(draft, current) && draft.text === plain(current.text);
}

/** Whether the current text is another one than that from which the edit began. */
export function isBehind({ base }: TextDraft, { text }: CurrentText): boolean {
  return text !== undefined && plain(text) !== plain(base.text);
}

/** Whether saving would change something. White space around a text does not count. */
export function isChanged({ text, base }: TextDraft): boolean {
  return text.trim() !== plain(base.text).trim();
}

const plain = (text: string | null | undefined) => withPlainLineEnds(text ?? "");

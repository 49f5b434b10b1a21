/** A mention that is being written: where its `@` is, and what follows up to the caret. */
export interface OpenMention {
  at: number;
  query: string;
}

/** How many letters of a handle or name are looked up. */
const QUERY_LENGTH = 39;
/** As on the server: an address or a path is not a mention. */
const open = /(?:^|[^\p{L}\p{M}\p{N}/.+\-@])@([\p{L}\p{M}\p{N}._-]*)$/u;

/** The mention in front of the caret, if there is one and no text is selected. */
export function mentionAt(
  text: string,
  { from, to }: { from: number; to: number },
): OpenMention | undefined {
  if (from !== to) return undefined;
  const [, query] = open.exec(text.slice(Math.max(0, from - QUERY_LENGTH - 3), from)) ?? [];
  if (query === undefined || query.length > QUERY_LENGTH) return undefined;
  return { at: from - query.length - 1, query };
}

/** The text with a member mentioned in the place of what was written, and where the caret goes. */
export function completeMention(
  text: string,
  { at, query }: OpenMention,
  handle: string,
): { text: string; caret: number } {
  const after = text.slice(at + 1 + query.length);
  const mention = `@${handle}${/^\s/.test(after) ? "" : " "}`;
  return {
    text: text.slice(0, at) + mention + after,
    caret: at + mention.length + (/^\s/.test(after) ? 1 : 0),
  };
}

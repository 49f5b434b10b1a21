import { limits } from "../limits.ts";
import { type ParsedMarkdown, parseMarkdown } from "../markdown.ts";
import type { MentionedMember } from "./queries.ts";

/** A text as it is stored: its HTML, and the users that it mentions outside of quotes, each once. */
export interface RenderedText {
  html: string;
  mentions: string[];
}

/** Renders the texts of a command, with the members that they mention. */
export interface Texts {
  render(text: string): RenderedText;
}

/** The texts of a request, and what they may mention. */
export interface UnresolvedTexts {
  /** Each once. Empty if nothing has to be looked up. */
  handles: readonly string[];
  resolve(members: readonly MentionedMember[]): Texts;
}

/** Renders texts whose handles were not looked up. */
export const plainTexts: Texts = { render: (text) => rendered(parseMarkdown(text), new Map()) };

/**
 * Parses the texts of a request that may mention somebody. They are parsed once more when they are
 * rendered if they are longer together than one text may be, because the tokens take much memory.
 */
export function readTexts(texts: readonly (string | null | undefined)[]): UnresolvedTexts {
  const kept = new Map<string, ParsedMarkdown>();
  const handles = new Set<string>();
  let length = 0;
  for (const text of texts) {
    if (!text?.includes("@")) continue;
    const parsed = parseMarkdown(text);
    for (const handle of handlesOf(parsed)) handles.add(handle);
    length += text.length;
    if (length <= 2 * limits.text) kept.set(text, parsed);
  }
  return {
    handles: [...handles],
    resolve(found) {
      const members = new Map(found.map(({ handle, user_id }) => [handle, user_id]));
      return { render: (text) => rendered(kept.get(text) ?? parseMarkdown(text), members) };
    },
  };
}

/** Those who are mentioned now and were not before. Undefined if there are none. */
export function newlyMentioned(
  before: readonly string[],
  after: readonly string[],
): string[] | undefined {
  const added = after.filter((user_id) => !before.includes(user_id));
  return added.length > 0 ? added : undefined;
}

function handlesOf({ mentions }: ParsedMarkdown): string[] {
  return [...new Set(mentions.map(({ handle }) => handle))];
}

function rendered(parsed: ParsedMarkdown, members: ReadonlyMap<string, string>): RenderedText {
  const mentioned = parsed.mentions.flatMap(({ handle, isQuoted }) =>
    isQuoted ? [] : (members.get(handle) ?? []),
  );
  return {
    html: parsed.render(members),
    mentions: [...new Set(mentioned)].slice(0, limits.mentions_of_text),
  };
}

import { limits } from "../limits.ts";
import { type ParsedMarkdown, parseMarkdown, toHtml } from "../markdown/parse.ts";
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

/** Parses the texts of a request with `parse`. Another text is parsed when it is rendered. */
export async function readTexts(
  texts: readonly (string | null | undefined)[],
  parse: (texts: readonly string[]) => ParsedMarkdown[] | Promise<ParsedMarkdown[]>,
): Promise<UnresolvedTexts> {
  const given = [...new Set(texts)].filter((text) => typeof text === "string");
  const all = await parse(given);
  const parsed = new Map(given.map((text, index) => [text, all[index]]));
  return {
    handles: [...new Set(all.flatMap(({ mentions }) => mentions.map(({ handle }) => handle)))],
    resolve(found) {
      const members = new Map(found.map(({ handle, user_id }) => [handle, user_id]));
      return { render: (text) => rendered(parsed.get(text) ?? parseMarkdown(text), members) };
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

function rendered(parsed: ParsedMarkdown, members: ReadonlyMap<string, string>): RenderedText {
  const mentioned = parsed.mentions.flatMap(({ handle, isQuoted }) =>
    isQuoted ? [] : (members.get(handle) ?? []),
  );
  return {
    html: toHtml(parsed, members),
    mentions: [...new Set(mentioned)].slice(0, limits.mentions_of_text),
  };
}

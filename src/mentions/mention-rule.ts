import type { MarkdownIt, StateCore, StateInline, Token } from "markdown-it";
import { limits } from "../limits.ts";

/** A name that a text mentions, in the order of the text. Whether it is a member is not known yet. */
export interface Mention {
  /** With its at sign. */
  typed: string;
  handle: string;
  /** In a quote, where it is displayed and notifies nobody. */
  isQuoted: boolean;
}

const name = /@([a-z0-9]+(?:[._-][a-z0-9]+)*)/iy;
const hindrance = {
  before: /[\p{L}\p{M}\p{N}/.+\-@]$/u,
  after: /^[\p{L}\p{M}/@]/u,
};

/** Stands for a mention in rendered HTML, in which this character cannot occur otherwise. */
export const mentionMark = "\0";

/**
 * Teaches the parser what a mention is. It does not look into code, links and addresses, because other
 * rules consume them. The final tokens decide, since the text of an image has become plain text by
 * then. `env.mentions` has the first thousand, which are rendered as marks; others are plain text.
 */
export function addMentions(md: MarkdownIt): void {
  md.inline.ruler.before("link", "mention", parseMention);
  md.core.ruler.push("collect_mentions", collectMentions);
  md.renderer.rules.mention = () => mentionMark;
}

/** What an image contains, as text: a mention there is only what was typed. */
export function withoutMentions(tokens: readonly Token[]): Token[] {
  return tokens.map((token) => {
    if (token.type === "mention") token.type = "text";
    if (token.children) token.children = withoutMentions(token.children);
    return token;
  });
}

function parseMention(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src[pos] !== "@" || state.linkLevel > 0) return false;
  name.lastIndex = pos;
  const [typed, handle] = name.exec(src) ?? [];
  if (typed === undefined || handle === undefined) return false;
  const end = pos + typed.length;
  if (end > posMax || handle.length < limits.handle_min || handle.length > limits.handle)
    return false;
  if (hindrance.before.test(src.slice(Math.max(0, pos - 2), pos))) return false;
  if (hindrance.after.test(src.slice(end, end + 2))) return false;

  if (!silent) {
    const token = state.push("mention", "", 0);
    token.content = typed;
  }
  state.pos = end;
  return true;
}

function collectMentions({ tokens, env }: StateCore): void {
  const mentions: Mention[] = [];
  let quotes = 0;
  for (const { type, children } of tokens) {
    if (type === "blockquote_open") quotes += 1;
    if (type === "blockquote_close") quotes -= 1;
    for (const child of children ?? []) {
      if (child.type !== "mention") continue;
      const { content: typed } = child;
      if (mentions.length < limits.mentions_shown)
        mentions.push({ typed, handle: typed.slice(1).toLowerCase(), isQuoted: quotes > 0 });
      else child.type = "text";
    }
  }
  env.mentions = mentions;
}

import MarkdownIt, { type ParserBlock, type StateCore, type Token } from "markdown-it";
import { limits } from "../limits.ts";
import {
  addMentions,
  type Mention,
  mentionMark,
  withoutMentions,
} from "../mentions/mention-rule.ts";

/** Cells of all tables of a text: short rows are filled up, so 2 characters can cost 180 cells. */
const tableCellsMax = 10_000;
/** Lines that all quotes of a text read: each reads on to an empty line, even if it ends before. */
const quoteLinesMax = 100_000;
/** Characters of all addresses and titles of links: a reference costs 3 characters, however long they are. */
const linkCharactersMax = 2 * limits.text;
const nestingMax = 20;
const safeAddress = /^(?:https?:\/\/|mailto:)/i;
const rel = "noopener nofollow ugc";

const markdown = createMarkdown();

/** A rendered text without its mentions: who they are is not known yet. */
export interface ParsedMarkdown {
  /** The HTML before the first mention, between two of them, and after the last. */
  pieces: readonly string[];
  mentions: readonly Mention[];
}

/**
 * Renders Markdown to HTML that is safe in a page: raw HTML is shown as text, links lead to http,
 * https and mail addresses only, an image becomes a link (loading it would reveal to another server
 * who reads, and when). Hostile text within the length limit takes less than half a second, where
 * markdown-it alone takes up to 25: nesting deeper than 20 levels is left out, and tables, quotes
 * and links beyond what a person writes are plain text.
 */
export function parseMarkdown(text: string): ParsedMarkdown {
  const env: { mentions?: Mention[] } = {};
  const html = markdown.render(text, env);
  return { pieces: html.split(mentionMark), mentions: env.mentions ?? [] };
}

/**
 * The HTML with its mentions. `members` are the users that handles stand for. Other mentions are
 * shown as they were typed.
 */
export function toHtml(
  { pieces, mentions }: ParsedMarkdown,
  members: ReadonlyMap<string, string>,
): string {
  const [first = "", ...others] = pieces;
  return others.reduce((html, piece, index) => {
    const { typed, handle } = mentions[index] as Mention;
    const user_id = members.get(handle);
    const mention =
      user_id === undefined
        ? typed
        : `<span class="mention" data-user-id="${user_id}">${typed}</span>`;
    return html + mention + piece;
  }, first);
}

/** Renders a text in which nobody is mentioned. */
export function renderMarkdown(text: string): string {
  return toHtml(parseMarkdown(text), new Map());
}

function createMarkdown() {
  const md = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: nestingMax });
  md.validateLink = (address) => safeAddress.test(address);
  // Without a scheme README.md would link to a site in Moldova.
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false }).add("//", null).add("ftp:", null);
  md.block.ruler.at("table", withinCells(blockRule("table")), { alt: ["paragraph"] });
  md.block.ruler.at("blockquote", withinLines(blockRule("blockquote")), {
    alt: ["paragraph", "blockquote", "list"],
  });
  md.core.ruler.push("task_items", markTaskItems);
  md.core.ruler.push("guard_links", guardLinks);
  addMentions(md);
  return md;
}

type BlockRule = ReturnType<ParserBlock["ruler"]["getRules"]>[number];

function blockRule(name: string): BlockRule {
  const { ruler } = new MarkdownIt().block;
  ruler.enableOnly(name);
  const [rule] = ruler.getRules("");
  if (!rule) throw new Error(`markdown-it has no rule ${name}.`);
  return rule;
}

/** Cuts a table where the text has used up its cells. */
function withinCells(table: BlockRule): BlockRule {
  return (state, startLine, endLine, silent) => {
    if (!table(state, startLine, endLine, true)) return false;
    const delimiters = state.getLines(startLine + 1, startLine + 2, 0, false);
    const columns = delimiters.split("|").length;
    const left = Number(state.env.table_cells ?? tableCellsMax);
    const rows = Math.floor(left / columns);
    if (rows < 1) return false;
    if (silent) return true;

    table(state, startLine, Math.min(endLine, startLine + 1 + rows), false);
    state.env.table_cells = left - columns * (state.line - startLine);
    return true;
  };
}

function withinLines(blockquote: BlockRule): BlockRule {
  return (state, startLine, endLine, silent) => {
    if (!blockquote(state, startLine, endLine, true)) return false;
    let left = Number(state.env.quote_lines ?? quoteLinesMax);
    if (silent) return left > 0;
    for (let line = startLine; left > 0 && line < endLine && !state.isEmpty(line); line++)
      left -= 1;
    state.env.quote_lines = left;
    return left > 0 && blockquote(state, startLine, endLine, false);
  };
}

/** `- [ ] todo` and `- [x] done`, as GitHub writes them: boxes that nobody can tick here. */
function markTaskItems({ Token, tokens }: StateCore): void {
  for (const [index, { type, content, children }] of tokens.entries()) {
    const item = tokens[index - 2];
    if (type !== "inline" || item?.type !== "list_item_open") continue;
    const [mark] = /^\[[ xX]\](?=[ \t])/.exec(content) ?? [];
    const [text] = children ?? [];
    // Where the text is not in front, the brackets were a link by reference.
    if (mark === undefined || text?.type !== "text") continue;

    const box = new Token("task_box", "input", 0);
    box.attrs = [
      ["type", "checkbox"],
      ["disabled", ""],
    ];
    if (mark !== "[ ]") box.attrs.push(["checked", ""]);
    item.attrSet("class", "task-list-item");
    text.content = text.content.slice(mark.length);
    children?.unshift(box);
  }
}

function guardLinks(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.children) token.children = guarded(state, token.children);
  }
}

function guarded(state: StateCore, tokens: Token[]): Token[] {
  let link: Token | undefined;
  return tokens.flatMap((token) => {
    if (token.type === "link_open") {
      link = token;
      token.attrSet("rel", rel);
      token.hidden = !isWithinLinks(state, token);
    } else if (token.type === "link_close") {
      token.hidden = link?.hidden ?? false;
      link = undefined;
    } else if (token.type === "image") {
      return imageAsLink(state, token, link !== undefined);
    }
    return [token];
  });
}

/** Whether a link leads anywhere and the text has not used up its characters for links. */
function isWithinLinks({ env }: StateCore, link: Token): boolean {
  const address = link.attrGet("href") ?? link.attrGet("src") ?? "";
  const cost = String(address).length + String(link.attrGet("title") ?? "").length;
  const left = Number(env.link_characters ?? linkCharactersMax) - cost;
  if (address === "" || left < 0) return false;
  env.link_characters = left;
  return true;
}

function imageAsLink(state: StateCore, image: Token, insideLink: boolean): Token[] {
  const { Token, md, env } = state;
  const address = String(image.attrGet("src"));
  const text = new Token("text", "", 0);
  text.content =
    md.renderer.renderInlineAsText(withoutMentions(image.children ?? []), md.options, env) ||
    address;
  if (insideLink || !isWithinLinks(state, image)) return [text];

  const open = new Token("link_open", "a", 1);
  open.attrs = [
    ["href", address],
    ["rel", rel],
  ];
  return [open, text, new Token("link_close", "a", -1)];
}

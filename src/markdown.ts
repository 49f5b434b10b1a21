import MarkdownIt, { type ParserBlock, type StateCore, type Token } from "markdown-it";

/** Cells of all tables of a text: short rows are filled up, so 2 characters can cost 180 cells. */
const tableCellsMax = 10_000;
/** Lines that all quotes of a text read: each reads on to an empty line, even if it ends before. */
const quoteLinesMax = 100_000;
const nestingMax = 20;
const safeAddress = /^(?:https?:\/\/|mailto:)/i;
const rel = "noopener nofollow ugc";

const markdown = createMarkdown();

/**
 * Turns a person's Markdown into HTML that is safe in a page: raw HTML is shown as text, links lead
 * to http, https and mail addresses only, an image becomes a link (loading it would tell a
 * stranger's server who reads, and when). Hostile text within the length limit takes less than half a second,
 * where markdown-it alone takes up to 25: what is nested deeper than 20 levels is left out, and
 * tables and quotes beyond what a person writes are plain text.
 */
export function renderMarkdown(text: string): string {
  return markdown.render(text, {});
}

function createMarkdown() {
  const md = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: nestingMax });
  md.validateLink = (address) => safeAddress.test(address);
  // Without a scheme README.md would link to a site in Moldova.
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false }).add("//", null).add("ftp:", null);
  // One long address that is named ten thousand times would make 100 MB of HTML.
  md.disable("reference");
  md.block.ruler.at("table", withinCells(blockRule("table")), { alt: ["paragraph"] });
  md.block.ruler.at("blockquote", withinLines(blockRule("blockquote")), {
    alt: ["paragraph", "blockquote", "list"],
  });
  md.core.ruler.push("guard_links", guardLinks);
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
      token.hidden = token.attrGet("href") === "";
    } else if (token.type === "link_close") {
      token.hidden = link?.hidden ?? false;
      link = undefined;
    } else if (token.type === "image") {
      return imageAsLink(state, token, link !== undefined);
    }
    return [token];
  });
}

function imageAsLink({ Token, md, env }: StateCore, image: Token, insideLink: boolean): Token[] {
  const address = String(image.attrGet("src"));
  const text = new Token("text", "", 0);
  text.content = md.renderer.renderInlineAsText(image.children ?? [], md.options, env) || address;
  if (insideLink || !address) return [text];

  const open = new Token("link_open", "a", 1);
  open.attrs = [
    ["href", address],
    ["rel", rel],
  ];
  return [open, text, new Token("link_close", "a", -1)];
}

/** What the copies of a ticket are made of. */
export interface CopiedTicket {
  key: string;
  title: string;
  description?: string | null;
}

const BRANCH_LENGTH = 60;

/** A name for a branch: `eng-42-the-feed-stops`, in the letters that every git host takes. */
export function branchName({ key, title }: CopiedTicket): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = [key.toLowerCase(), ...(words ?? [])].join("-");
  if (name.length <= BRANCH_LENGTH) return name;
  return name.slice(0, name.lastIndexOf("-", BRANCH_LENGTH));
}

/** The ticket as Markdown: a heading with a link, a line with its fields, and its description. */
export function asMarkdown(
  { key, title, description }: CopiedTicket,
  { url, fields }: { url: string; fields: readonly string[] },
): string {
  const parts = [`## [${key}](${url}) ${escaped(title)}`, fields.map(escaped).join(" · ")];
  if (description) parts.push(description);
  return `${parts.join("\n\n")}\n`;
}

/** A title is plain text, whatever signs of Markdown it contains. */
const escaped = (text: string) => text.replace(/[\\`*_[\]<>~|]/g, "\\$&");

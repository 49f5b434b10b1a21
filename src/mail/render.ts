import type { MailBlock, MailBody } from "./mail.ts";

/** What a title, a name or a subject is in a mail: one line without control and format characters. */
export function toMailLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** Renders a body as plain text. */
export function renderText(body: MailBody): string {
  return `${body.map(textOf).join("\n\n")}\n`;
}

/**
 * Renders a body as HTML of eight tags: html, head, meta, body, div, p, blockquote and a. It loads nothing
 * and has the reader's own font and colours.
 */
export function renderHtml(body: MailBody): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="color-scheme" content="light dark"></head>' +
    `<body style="margin:0;padding:1em;font:16px/1.5 system-ui,sans-serif"><div style="max-width:36em">` +
    `${body.map(htmlOf).join("")}</div></body></html>`
  );
}

/** Escapes text for the content of an element and for a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function textOf(block: MailBlock): string {
  switch (block.type) {
    case "paragraph":
      return toMailLine(block.text);
    case "quote":
      return linesOf(block.text)
        .map((line) => `> ${line}`.trimEnd())
        .join("\n");
    case "link":
      return `${toMailLine(block.label)}:\n${requireUrl(block.url)}`;
    case "note":
      return `${toMailLine(block.text)}${block.link ? `\n${toMailLine(block.link.label)}: ${requireUrl(block.link.url)}` : ""}`;
  }
}

function htmlOf(block: MailBlock): string {
  switch (block.type) {
    case "paragraph":
      return `<p dir="auto">${escapeHtml(toMailLine(block.text))}</p>`;
    case "quote":
      return `<blockquote dir="auto" style="${quoteStyle}">${escapeHtml(linesOf(block.text).join("\n"))}</blockquote>`;
    case "link":
      return `<p>${anchor(block)}</p>`;
    case "note": {
      const link = block.link ? ` ${anchor(block.link)}` : "";
      return `<p style="opacity:.7;font-size:13px">${escapeHtml(toMailLine(block.text))}${link}</p>`;
    }
  }
}

const quoteStyle =
  "margin:1em 0;padding-left:1em;border-left:3px solid;opacity:.85;white-space:pre-wrap";

function anchor({ label, url }: { label: string; url: string }): string {
  return `<a href="${escapeHtml(requireUrl(url))}" style="color:inherit">${escapeHtml(toMailLine(label))}</a>`;
}

/** Mails link to Slacky only, so anything but a web address is an error of the caller. */
function requireUrl(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:")
    throw new TypeError("A mail links to the web.");
  return href;
}

/** Lines without control characters, except the tabs that a quoted text may have. */
function linesOf(text: string): string[] {
  return text
    .toWellFormed()
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => line.replace(/[^\P{Cc}\t]/gu, ""));
}

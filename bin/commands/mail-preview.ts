import { previews } from "../../src/mail/previews.ts";
import { renderHtml, renderText, toMailLine } from "../../src/mail/render.ts";
import { CommandError } from "../command-error.ts";

/** Prints a mail with sample data. It needs neither a database nor a mail server. */
export function preview(kind: string, { html = false }: { html?: boolean }): void {
  const compose = Object.entries(previews).find(([name]) => name === kind)?.[1];
  if (!compose) {
    throw new CommandError(`<kind> must be one of ${Object.keys(previews).join(", ")}.`);
  }
  const { subject, body } = compose();
  if (html) console.log(renderHtml(body));
  else process.stdout.write(`Subject: ${toMailLine(subject)}\n\n${renderText(body)}`);
}

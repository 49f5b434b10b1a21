import type { Queryable } from "../db/pool.ts";
import type { MarkdownThread } from "../markdown/thread.ts";
import { findMentioned } from "./queries.ts";
import { type RenderedText, readTexts } from "./texts.ts";

/** Renders a text as a command would store it, with the members that it mentions now. */
export async function renderPreview(
  db: Queryable,
  workspace_id: string,
  { text, sender }: { text: string; sender: string },
  markdown: MarkdownThread,
): Promise<RenderedText> {
  const { handles, resolve } = await readTexts([text], (texts) => markdown.parse(texts, sender));
  const members = handles.length > 0 ? await db.query(findMentioned(workspace_id, handles)) : [];
  return resolve(members).render(text);
}

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CreateTicket } from "../../client/index.ts";
import type { MemberKey } from "./team.ts";

/** How a ticket ends; without one, its age decides. */
export type Story =
  | "backlog"
  | "ready"
  | "progress"
  | "review"
  | "blocked"
  | "unblocked"
  | "bounced"
  | "reopened"
  | "reopened_done"
  | "done"
  | "wont_do"
  | "duplicate"
  | "cannot_reproduce"
  | "trash"
  | "restored";

export interface CommentText {
  by: MemberKey;
  body: string;
  /** The body after its author has edited it. */
  edited: string | undefined;
}

/** A ticket of the demo as somebody has written it, before anything has happened to it. */
export interface TicketText {
  title: string;
  description: string | undefined;
  /** The description after the reporter has edited it. */
  edited: string | undefined;
  labels: string[];
  priority: NonNullable<CreateTicket["priority"]>;
  by: MemberKey | undefined;
  for: MemberKey | undefined;
  /** In days from today. */
  due: number | undefined;
  story: Story | undefined;
  reason: string | undefined;
  external_id: string | undefined;
  talk: CommentText[];
}

/**
 * Reads the texts in the files with these names, oldest ticket first. Their Markdown is not escaped:
 *
 *     === The title
 *     labels=bug,map priority=high by=luca for=ravi due=2 story=blocked
 *     reason: Why it was blocked, sent back or reopened.
 *     The description.
 *     --- ravi
 *     A comment.
 *     +++
 *     The comment, or the description, after it was edited.
 */
export function readTicketTexts(names: string): TicketText[] {
  const folder = join(import.meta.dirname, "tickets");
  return globSync(names, { cwd: folder })
    .sort()
    .flatMap((file) =>
      readFileSync(join(folder, file), "utf8").split(/^=== /m).slice(1).map(parseTicket),
    );
}

function parseTicket(text: string): TicketText {
  const [head = "", ...comments] = text.split(/^--- /m);
  const [title = "", meta = "", ...rest] = head.split("\n");
  const reason = rest[0]?.startsWith("reason: ") ? rest.shift()?.slice(8) : undefined;
  const { body, edited } = splitEdited(rest.join("\n"));
  const fields = new Map(
    meta.split(" ").map((field) => field.split("=", 2) as [string, string | undefined]),
  );
  return {
    title,
    description: body === "" ? undefined : body,
    edited,
    labels: fields.get("labels")?.split(",") ?? [],
    priority: (fields.get("priority") ?? "none") as TicketText["priority"],
    by: fields.get("by") as MemberKey | undefined,
    for: fields.get("for") as MemberKey | undefined,
    due: fields.has("due") ? Number(fields.get("due")) : undefined,
    story: fields.get("story") as Story | undefined,
    reason,
    external_id: fields.get("external"),
    talk: comments.map(parseComment),
  };
}

function parseComment(text: string): CommentText {
  const [by = "", ...lines] = text.split("\n");
  return { by: by.trim() as MemberKey, ...splitEdited(lines.join("\n")) };
}

function splitEdited(text: string): { body: string; edited: string | undefined } {
  const [body = "", edited] = text.split(/^\+\+\+$/m).map((part) => part.trim());
  return { body, edited };
}

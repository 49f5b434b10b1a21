import type { MailKind } from "./kinds.ts";

/** One part of a mail. Every text in it is escaped when it is rendered. */
export type MailBlock =
  | { type: "paragraph"; text: string }
  /** What somebody wrote; it may have several lines. */
  | { type: "quote"; text: string }
  | { type: "link"; label: string; url: string }
  /** In small print: why the mail was sent, and how to get fewer of them. */
  | { type: "note"; text: string; link?: { label: string; url: string } };

/** The one structure of a mail's content, which is rendered as text and as HTML. */
export type MailBody = readonly MailBlock[];

export interface MailContent {
  /** Line breaks, control and format characters in it become spaces. */
  subject: string;
  body: MailBody;
}

/** A mail to be sent. */
export interface MailDraft extends MailContent {
  kind: MailKind;
  /** Whose mail it is; null for an address without an account. */
  user_id: string | null;
  /** What it is about. Waiting mails about a workspace are deleted when their person leaves it. */
  workspace_id?: string | undefined;
  /** One address, without a name. */
  recipient: string;
  /** In addition to those that every mail has. */
  headers?: Readonly<Record<string, string>>;
  /** What the mails of one conversation have in common, such as a ticket's ID. */
  reference?: string | undefined;
  /** When a link in it stops working. After that, the mail is not sent any more. */
  expires_at?: Date | undefined;
}

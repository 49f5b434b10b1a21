import type { NotificationReason } from "../../notifications/reasons.ts";
import type { MailBlock, MailContent } from "../mail.ts";

/** A ticket as a mail shows it. */
export interface MailedTicket {
  ticket_id: string;
  key: string;
  title: string;
  status: string;
  url: string;
  /** Why it is mailed, strongest first. */
  why: NotificationReason[];
  /** Who changed it last; null if Slacky did. */
  actor_name: string | null;
  comments: readonly { author_name: string; body: string }[];
}

const QUOTE_MAX = 1_000;
const SHORT_QUOTE_MAX = 300;

/** A mail about one ticket. Its subject stays the same, so that mail programs show one conversation. */
export function ticketMail(
  ticket: MailedTicket,
  links: { workspace_name: string; unsubscribe_url: string; leave_url: string },
): MailContent {
  const { key, title, comments, url } = ticket;
  return {
    subject: `${key} ${title}`,
    body: [
      { type: "paragraph", text: summaryOf(ticket) },
      ...comments.flatMap((comment) => quoteOf(comment, QUOTE_MAX)),
      { type: "link", label: `Open ${key}`, url },
      {
        type: "note",
        text: `You get this mail from ${links.workspace_name} because ${becauseOf(ticket)}.`,
        link: { label: "Send no more mails for this reason", url: links.unsubscribe_url },
      },
      {
        type: "note",
        text: `If ${key} does not concern you any more:`,
        link: { label: `Leave ${key}`, url: links.leave_url },
      },
    ],
  };
}

/** One mail about several tickets. */
export function ticketsMail(
  tickets: readonly MailedTicket[],
  links: { workspace_name: string; unsubscribe_url: string },
): MailContent {
  return {
    subject: `${tickets.length} tickets in ${links.workspace_name}`,
    body: [
      ...tickets.flatMap((ticket): MailBlock[] => [
        { type: "link", label: `${ticket.key} ${ticket.title}`, url: ticket.url },
        { type: "paragraph", text: summaryOf(ticket) },
        ...ticket.comments.slice(-1).flatMap((comment) => quoteOf(comment, SHORT_QUOTE_MAX)),
      ]),
      {
        type: "note",
        text: `You get this mail because these tickets are unread in your inbox in ${links.workspace_name}.`,
        link: { label: "Send no more mails from this workspace", url: links.unsubscribe_url },
      },
    ],
  };
}

const sentences: Record<NotificationReason, (ticket: MailedTicket) => string> = {
  assigned: () => "It is assigned to you.",
  mentioned: () => "You were mentioned.",
  commented: () => "It has new comments.",
  transitioned: ({ status }) => `Its status is now ${status}.`,
  claimed: () => "It was claimed or released.",
  due: () => "Its due date is near or past.",
  watching: () => "It changed.",
};

const causes: Record<NotificationReason, string> = {
  assigned: "it was assigned to you",
  mentioned: "somebody mentioned you",
  commented: "somebody commented on it",
  transitioned: "its status changed",
  claimed: "somebody claimed or released it",
  due: "of its due date",
  watching: "you watch it",
};

function summaryOf(ticket: MailedTicket): string {
  const { why, actor_name } = ticket;
  const said = why.map((reason) => sentences[reason](ticket));
  return [...said, actor_name === null ? "" : `Last change by ${actor_name}.`].join(" ").trim();
}

function becauseOf({ why: [reason = "watching"] }: MailedTicket): string {
  return causes[reason];
}

function quoteOf(
  { author_name, body }: { author_name: string; body: string },
  max: number,
): MailBlock[] {
  const characters = [...body];
  const text = characters.length <= max ? body : `${characters.slice(0, max - 1).join("")}…`;
  return [
    { type: "paragraph", text: `${author_name} wrote:` },
    { type: "quote", text },
  ];
}

import { problemText } from "../../api/problems.ts";
import { paths } from "../../routes.ts";
import { loadTicket, type StoredTicket } from "../../store/tickets.ts";
import { showToast } from "../../store/toasts.ts";
import { statusName, workspace } from "../../store/workspace.ts";
import { priorityNames } from "../../ui/marks/glyphs.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { memberText } from "../member-text.ts";
import { asMarkdown, branchName } from "./copy.ts";

const words = ticketWords.head;

export function copyKey(ticket: StoredTicket): void {
  void copyText(ticket.key, words.copied(ticket.key));
}

export function copyBranchName(ticket: StoredTicket): void {
  const name = branchName(ticket);
  void copyText(name, words.copied(name));
}

/** The link of a ticket, or of one of its comments. */
export function copyLink(ticket: StoredTicket, commentId?: string): void {
  void copyText(linkTo(ticket, commentId), words.copiedLink);
}

/** A card does not have the description: it is loaded first. */
export async function copyMarkdown(ticket: StoredTicket): Promise<void> {
  let full = ticket;
  try {
    if (ticket.description === undefined) full = await loadTicket(ticket.id);
  } catch (error) {
    showToast({ text: problemText(error), tone: "bad" });
    return;
  }
  const fields = [
    statusName(full.status),
    priorityNames[full.priority] ?? full.priority,
    full.assignee_id === null ? ticketWords.fields.nobody : memberText(full.assignee_id),
    ...(full.due_on === null ? [] : [full.due_on]),
  ];
  await copyText(asMarkdown(full, { url: linkTo(full), fields }), words.copiedMarkdown);
}

function linkTo({ key }: StoredTicket, commentId?: string): string {
  return location.origin + paths.ticket(workspace.peek()?.slug ?? "", key, commentId);
}

async function copyText(text: string, message: string): Promise<void> {
  try {
    await writeText(text);
    showToast({ text: message });
  } catch {
    showToast({ text: words.notCopied, tone: "bad" });
  }
}

/** On plain http there is no `navigator.clipboard`. */
async function writeText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  // A modal dialog takes the focus of everything outside it.
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  const focused = document.activeElement;
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  if (!isCopied) throw new Error("The browser did not copy.");
}

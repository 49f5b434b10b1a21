import { signal } from "@preact/signals";
import type { Comment } from "../../../client/index.ts";
import type { StoredTicket } from "../../store/tickets.ts";
import { ticketWords } from "../../words/en/ticket.ts";
import { commentVersions, type ReadVersions, ticketVersions } from "./version-pages.ts";

const words = ticketWords.versions;

/** Whose versions are shown, and how they are read. */
export interface AskedVersions {
  title: string;
  readPage: ReadVersions;
}

export const askedVersions = signal<AskedVersions | undefined>(undefined);

export function openTicketVersions({ id, key }: StoredTicket): void {
  askedVersions.value = { title: words.title(key), readPage: ticketVersions(id) };
}

export function openCommentVersions({ id }: StoredTicket, comment: Comment): void {
  askedVersions.value = { title: words.commentTitle, readPage: commentVersions(id, comment.id) };
}

export function closeVersions(): void {
  askedVersions.value = undefined;
}

import { TransitionDialog } from "../board/transition-dialog.tsx";
import { InboxPage } from "../inbox/inbox-page.tsx";
import { listPages } from "../list/list-pages.ts";
import { ConflictForm } from "../ticket/conflict/conflict-form.tsx";
import { CreateTicket } from "../ticket/create/create-form.tsx";
import { TicketPage } from "../ticket/ticket-view.tsx";

/**
 * What follows the first page, as one file: everybody needs most of it within a minute, and the
 * bundler would make a file of each set of modules that some of these parts share. The keys are not
 * among them: what handles them must be there before what they open.
 */
export const laterParts = {
  ConflictForm,
  CreateTicket,
  InboxPage,
  TicketPage,
  TransitionDialog,
  listPages,
};

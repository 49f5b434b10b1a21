import { ConflictForm } from "./conflict/conflict-form.tsx";
import { CreateTicket } from "./create/create-form.tsx";
import { TicketPage } from "./ticket-view.tsx";

/** What is loaded together, because who opens a ticket will need the rest soon. */
export const ticketParts = { ConflictForm, CreateTicket, TicketPage };

import { workspace } from "../../store/workspace.ts";

/** The name of the draft of a new ticket. There is one in a workspace. */
export const newTicketDraft = (): string => `new-ticket:${workspace.peek()?.id}`;

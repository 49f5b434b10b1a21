import { withPlainLineEnds } from "../../store/merge.ts";

/** What is edited of a description, and the ticket as it was when the edit began. */
export interface DescriptionDraft {
  text: string;
  base: { version: number; description: string | null };
  isTouched: boolean;
}

interface Described {
  version: number;
  description?: string | null;
}

export function startDraft({ version, description = null }: Described): DescriptionDraft {
  return {
    text: withPlainLineEnds(description ?? ""),
    base: { version, description },
    isTouched: false,
  };
}

/** Whether the ticket has the text already: it was saved, here or in another tab. */
export function isDraftOver({ text, isTouched }: DescriptionDraft, ticket: Described): boolean {
  return isTouched && ticket.description !== undefined && text === plain(ticket.description);
}

/** Whether the ticket's text is another one than that from which the edit began. */
export function isBehind({ base }: DescriptionDraft, ticket: Described): boolean {
  return ticket.description !== undefined && plain(ticket.description) !== plain(base.description);
}

const plain = (text: string | null) => withPlainLineEnds(text ?? "");

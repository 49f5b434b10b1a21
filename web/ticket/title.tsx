import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { StoredTicket } from "../store/tickets.ts";
import { editTicket } from "../store/writes.ts";
import { ticketWords } from "../words/en/ticket.ts";

const TITLE_LENGTH = 200;

/**
 * The title of a ticket, edited in place: Enter and leaving the field save, Escape restores. It is a
 * heading of the page, or of the panel.
 */
export function Title({
  ticket,
  isPanel,
  mayEdit,
  isAsked,
}: {
  ticket: StoredTicket;
  isPanel: boolean;
  mayEdit: boolean;
  /** Grows when a key or the palette asks to edit the title. */
  isAsked: number;
}) {
  // The ticket as it was when the edit began: its version is sent with the edit.
  const [base, setBase] = useState<StoredTicket | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked > 0 && mayEdit) setBase(ticket);
  }, [isAsked]);
  const Heading = isPanel ? "h2" : "h1";
  const close = (title: string | undefined) => {
    if (!base) return;
    setBase(undefined);
    if (title && title !== base.title) void editTicket(ticket.id, { title }, { base });
    // The button returns in the place of the field.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) button.current?.focus();
    });
  };
  if (base) return <TitleField title={base.title} close={close} />;
  return (
    <Heading class="ticket-title">
      {mayEdit ? (
        <button
          ref={button}
          type="button"
          class="ticket-title-button"
          onClick={() => setBase(ticket)}
        >
          {ticket.title}
        </button>
      ) : (
        ticket.title
      )}
    </Heading>
  );
}

function TitleField({
  title,
  close,
}: {
  title: string;
  close: (title: string | undefined) => void;
}) {
  const [text, setText] = useState(title);
  // The field loses the focus when it is removed, which must not save what Escape restored.
  const isClosed = useRef(false);
  const closeOnce = (edited: string | undefined) => {
    if (!isClosed.current) close(edited);
    isClosed.current = true;
  };
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(title.length, title.length);
  }, []);
  return (
    <textarea
      ref={area}
      class="ticket-title ticket-title-field"
      aria-label={ticketWords.fields.title}
      rows={1}
      maxLength={TITLE_LENGTH}
      value={text}
      onInput={(event) => setText(event.currentTarget.value.replace(/\s*\n\s*/g, " "))}
      onBlur={() => closeOnce(text.trim())}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        event.stopPropagation();
        if (event.key === "Enter") {
          event.preventDefault();
          closeOnce(text.trim());
        } else if (event.key === "Escape") closeOnce(undefined);
      }}
    />
  );
}

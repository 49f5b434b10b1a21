import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { loadDraft, onDraftRestored, removeDraft, saveDraft } from "../store/drafts.ts";
import type { StoredTicket } from "../store/tickets.ts";
import { editTicket } from "../store/writes.ts";
import { ticketWords } from "../words/en/ticket.ts";

const TITLE_LENGTH = 200;

/** What is typed, and the ticket as it was when the edit began: its version is sent with the edit. */
interface TitleDraft {
  text: string;
  base: Pick<StoredTicket, "title" | "version">;
}

/**
 * The title of a ticket, edited in place: Enter and leaving the field save, Escape restores. It is a
 * heading of the page, or of the panel. A title that was refused is shown below it, and edited again.
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
  const { draft, isOpen, start, write, close } = useTitle(ticket);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked > 0 && mayEdit) start();
  }, [isAsked]);
  const Heading = isPanel ? "h2" : "h1";
  const closeField = (title: string | undefined) => {
    close(title);
    // The button returns in the place of the field.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) button.current?.focus();
    });
  };
  if (draft && isOpen) return <TitleField title={draft.text} write={write} close={closeField} />;
  return (
    <>
      <Heading class="ticket-title">
        {mayEdit ? (
          <button ref={button} type="button" class="ticket-title-button" onClick={start}>
            {ticket.title}
          </button>
        ) : (
          ticket.title
        )}
      </Heading>
      {mayEdit && draft && (
        <p class="hint">
          {ticketWords.titleNotSaved}{" "}
          <button type="button" class="link" onClick={start}>
            {draft.text}
          </button>
        </p>
      )}
    </>
  );
}

/** The draft of a title: what is typed, and after a refusal what was sent. */
function useTitle(ticket: StoredTicket) {
  const name = `title:${ticket.id}`;
  const [draft, setDraft] = useState<TitleDraft | undefined>(() => loadTitle(name));
  const [isOpen, setOpen] = useState(false);
  useEffect(
    () =>
      onDraftRestored((restored) => {
        if (restored.name === name) setDraft((open) => open ?? (restored.value as TitleDraft));
      }),
    [name],
  );
  return {
    draft,
    isOpen,
    start() {
      const { title, version } = ticket;
      const opened = draft ?? { text: title, base: { title, version } };
      // Stored at once, so that a title that is refused meanwhile is kept beside it.
      saveDraft(name, opened);
      setDraft(opened);
      setOpen(true);
    },
    write(text: string) {
      if (draft) saveDraft(name, { ...draft, text } satisfies TitleDraft);
    },
    close(title: string | undefined) {
      if (!draft) return;
      setOpen(false);
      removeDraft(name);
      setDraft(loadTitle(name));
      if (!title || title === draft.base.title) return;
      const sent: TitleDraft = { ...draft, text: title };
      const base = { ...ticket, ...draft.base };
      void editTicket(ticket.id, { title }, { base, draft: { name, value: sent } });
    },
  };
}

/** What was typed and not saved. A field that was only opened has stored the title as it was. */
function loadTitle(name: string): TitleDraft | undefined {
  const stored = loadDraft<TitleDraft>(name);
  return stored?.text === stored?.base.title ? undefined : stored;
}

function TitleField({
  title,
  write,
  close,
}: {
  title: string;
  write: (title: string) => void;
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
      onInput={(event) => {
        const typed = event.currentTarget.value.replace(/\s*\n\s*/g, " ");
        setText(typed);
        write(typed);
      }}
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

import { useEffect, useRef, useState } from "preact/hooks";
import type { Comment } from "../../../client/index.ts";
import { loadDraft, onDraftRestored, removeDraft, saveDraft } from "../../store/drafts.ts";
import type { StoredTicket } from "../../store/tickets.ts";
import { addComment } from "../../store/writes.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { MarkdownBox } from "../markdown/markdown-box.tsx";

const words = ticketWords.composer;

/** Where a comment is written. What is typed is a draft until the comment is sent. */
export function Composer({
  ticket,
  isAsked,
  onSent,
}: {
  ticket: StoredTicket;
  isAsked: number;
  onSent: (comment: Comment) => void;
}) {
  const name = `comment:${ticket.id}`;
  const area = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState(() => loadDraft(name) ?? "");
  const write = (text: string) => {
    setBody(text);
    if (text === "") removeDraft(name);
    else saveDraft(name, text);
  };
  // A refused comment is in the draft again, in front of what was written since.
  useEffect(
    () =>
      onDraftRestored((restored) => {
        if (restored.name !== name) return;
        const withShown = (shown: string) => [restored.value, shown].filter(Boolean).join("\n\n");
        setBody((shown) => loadDraft(name) ?? withShown(shown));
      }),
    [name],
  );
  useEffect(() => {
    if (isAsked === 0) return;
    area.current?.focus({ preventScroll: true });
    area.current?.scrollIntoView({ block: "center" });
  }, [isAsked]);

  const send = async () => {
    const text = body.trim();
    if (text === "") return;
    write("");
    const result = await addComment(ticket.id, text);
    if (result.ok && result.comment) onSent(result.comment);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <MarkdownBox
        area={area}
        label={words.label(ticket.key)}
        placeholder={words.placeholder}
        rows={3}
        value={body}
        onInput={write}
        onSubmit={() => void send()}
        onEscape={() => area.current?.blur()}
      />
      <footer class="ticket-form-foot">
        <span class="hint">{body === "" ? words.hint : ticketWords.description.draft}</span>
        <span class="grow" />
        <button type="submit" class="button button-primary" disabled={body.trim() === ""}>
          {words.send}
          <Kbd keys="Ctrl ⏎" />
        </button>
      </footer>
    </form>
  );
}

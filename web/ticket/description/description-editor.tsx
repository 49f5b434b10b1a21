import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { lastActors, type StoredTicket } from "../../store/tickets.ts";
import { myId } from "../../store/workspace.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { ChangedMeanwhile } from "../markdown/changed-meanwhile.tsx";
import { MarkdownBox } from "../markdown/markdown-box.tsx";
import { Preview } from "../markdown/preview.tsx";
import { type CurrentText, isBehind, type TextDraft } from "../markdown/text-draft.ts";
import { memberText } from "../member-text.ts";

const words = ticketWords.description;
/** Characters, as the server counts them. */
const TEXT_LENGTH = 65_536;

export function DescriptionEditor({
  ticket,
  current,
  draft,
  starts,
  onInput,
  save,
  discard,
  close,
}: {
  ticket: StoredTicket;
  current: CurrentText;
  draft: TextDraft;
  /** Grows when somebody asks to edit: then the text area takes the focus. */
  starts: number;
  onInput: (text: string) => void;
  save: (draft: TextDraft) => void;
  discard: () => void;
  close: () => void;
}) {
  const [tab, setTab] = useState("write");
  const area = useRef<HTMLTextAreaElement>(null);
  const over = [...draft.text].length - TEXT_LENGTH;
  const isUnchanged = !draft.isTouched;
  const trySave = () => {
    if (isUnchanged) close();
    else if (over <= 0) save(draft);
  };
  useLayoutEffect(() => {
    if (starts === 0) return;
    area.current?.focus({ preventScroll: true });
    area.current?.scrollIntoView({ block: "nearest" });
  }, [starts]);
  return (
    <div class="description-editor">
      {isBehind(draft, current) && <ChangedByMember ticketId={ticket.id} />}
      <Tabs
        label={words.views}
        tabs={[
          { id: "write", label: words.write },
          { id: "preview", label: words.preview },
        ]}
        current={tab}
        onChange={(next) => {
          setTab(next);
          if (next === "write") requestAnimationFrame(() => area.current?.focus());
        }}
      />
      <MarkdownBox
        area={area}
        class="markdown-source"
        label={words.label}
        rows={10}
        value={draft.text}
        isHidden={tab === "preview"}
        onInput={onInput}
        onSubmit={trySave}
        onEscape={() => (isUnchanged ? close() : area.current?.blur())}
      />
      {tab === "preview" && (
        <div class="markdown-preview">
          <Preview text={draft.text} />
        </div>
      )}
      <footer class="ticket-form-foot">
        {over > 0 ? (
          <span class="field-error" role="alert">
            {words.tooLong(over)}
          </span>
        ) : (
          <span class="hint">{draft.isTouched && words.draft}</span>
        )}
        <span class="grow" />
        <button type="button" class="button" onClick={discard}>
          {words.discard}
        </button>
        <button type="button" class="button button-primary" disabled={over > 0} onClick={trySave}>
          {words.save}
          <Kbd keys="Ctrl ⏎" />
        </button>
      </footer>
    </div>
  );
}

/** The note names who changed the ticket when it appeared, unless that is oneself in another tab. */
function ChangedByMember({ ticketId }: { ticketId: string }) {
  const [author] = useState(() => lastActors.peek().get(ticketId));
  const isOther = author !== undefined && author !== myId.peek();
  return <ChangedMeanwhile author={isOther ? memberText(author) : undefined} />;
}

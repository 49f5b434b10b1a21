import { useEffect, useRef, useState } from "preact/hooks";
import { loadDraft, removeDraft, saveDraft } from "../../store/drafts.ts";
import { showToast } from "../../store/toasts.ts";
import { ticketWords } from "../../words/en/ticket.ts";
import { type CurrentText, isDraftOver, startDraft, type TextDraft } from "./text-draft.ts";

const words = ticketWords.description;

/**
 * The draft of a text, which outlives a reload with the text and version from which it began. `value` is
 * it while it is edited.
 */
export function useTextDraft({
  name,
  current,
  mayEdit,
}: {
  name: string;
  current: CurrentText;
  mayEdit: boolean;
}) {
  const [value, setValue] = useState<TextDraft | undefined>(() =>
    mayEdit ? loadDraft<TextDraft>(name) : undefined,
  );
  // A draft that was found does not take the focus: who reads one ticket after another keeps their place.
  const [starts, setStarts] = useState(0);
  const latest = useRef(current);
  latest.current = current;
  const isOver = value !== undefined && isDraftOver(value, current);
  useEffect(() => {
    if (!isOver) return;
    setValue(undefined);
    removeDraft(name);
  }, [isOver]);

  const change = (draft: TextDraft) => {
    saveDraft(name, draft);
    setValue(draft);
  };
  const reopen = (draft: TextDraft) => {
    change(draft);
    setStarts((count) => count + 1);
  };
  return {
    name,
    value,
    starts,
    /** Opens what is stored, unless an edit is open already. */
    start() {
      setValue((open) => open ?? loadDraft(name) ?? startDraft(latest.current));
      setStarts((count) => count + 1);
    },
    write(text: string) {
      if (value) change({ ...value, text, isTouched: true });
    },
    /** An edit was saved: one that was opened meanwhile goes on from what the server has now. */
    follow(saved: CurrentText) {
      setValue((open) => open && { ...open, base: startDraft(saved).base });
    },
    close: () => setValue(undefined),
    remove: () => removeDraft(name),
    discard() {
      const discarded = value;
      setValue(undefined);
      removeDraft(name);
      if (!discarded?.isTouched) return;
      const undo = { label: words.undo, run: () => reopen(discarded) };
      showToast({ text: words.discarded, action: undo, isUndo: true });
    },
  };
}

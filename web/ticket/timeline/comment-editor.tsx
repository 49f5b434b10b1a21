import { useLayoutEffect, useRef } from "preact/hooks";
import { Kbd } from "../../ui/kbd.tsx";
import { activityWords } from "../../words/en/activity.ts";
import { ChangedMeanwhile } from "../markdown/changed-meanwhile.tsx";
import { MarkdownBox } from "../markdown/markdown-box.tsx";
import { type CurrentText, isBehind, isChanged, type TextDraft } from "../markdown/text-draft.ts";

const words = activityWords.comment;

/** The text of a comment that is edited in its place. */
export function CommentEditor({
  current,
  draft,
  starts,
  onInput,
  save,
  discard,
  close,
}: {
  current: CurrentText;
  draft: TextDraft;
  /** Grows when somebody asks to edit: then the text area takes the focus. */
  starts: number;
  onInput: (text: string) => void;
  save: (draft: TextDraft) => void;
  discard: () => void;
  /** Leaves a text that is as it was. */
  close: () => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (starts > 0) area.current?.focus({ preventScroll: true });
  }, [starts]);
  const isEmpty = draft.text.trim() === "";
  const submit = () => {
    if (!isChanged(draft)) close();
    else if (!isEmpty) save(draft);
  };
  return (
    <form
      class="comment-editor"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {isBehind(draft, current) && <ChangedMeanwhile />}
      <MarkdownBox
        area={area}
        label={words.label}
        rows={3}
        value={draft.text}
        onInput={onInput}
        onSubmit={submit}
        onEscape={() => (isChanged(draft) ? area.current?.blur() : close())}
      />
      <footer class="ticket-form-foot">
        <span class="grow" />
        <button type="button" class="button" onClick={discard}>
          {words.cancel}
        </button>
        <button type="submit" class="button button-primary" disabled={isEmpty || !isChanged(draft)}>
          {words.save}
          <Kbd keys="Ctrl ⏎" />
        </button>
      </footer>
    </form>
  );
}

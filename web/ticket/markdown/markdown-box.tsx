import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Person } from "../pickers/match-people.ts";
import { peopleMatching } from "../pickers/people.ts";
import { completeMention, mentionAt, type OpenMention } from "./mention.ts";
import { MentionList } from "./mention-list.tsx";

export interface MarkdownBoxProps {
  label: string;
  value: string;
  onInput: (text: string) => void;
  /** Ctrl Enter. */
  onSubmit: () => void;
  onEscape?: () => void;
  placeholder?: string;
  rows?: number;
  class?: string;
  isHidden?: boolean;
  area?: RefObject<HTMLTextAreaElement | null>;
  isFirst?: boolean;
}

/**
 * A text area for Markdown in which `@` completes the handles of members. It stays the same element
 * while it is open, so that nothing takes its focus or its selection.
 */
export function MarkdownBox(props: MarkdownBoxProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const area = props.area ?? own;
  const mention = useMention(area, props);
  const { onSubmit, onEscape } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (mention.onKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      mention.close();
      onSubmit();
    } else if (event.key === "Escape" && onEscape) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
    }
  };
  return (
    <div class="markdown-box" hidden={props.isHidden}>
      <textarea
        ref={area}
        class={props.class}
        aria-label={props.label}
        aria-autocomplete="list"
        aria-controls={mention.people.length > 0 ? "mention-list" : undefined}
        aria-activedescendant={mention.people.length > 0 ? `mention-${mention.at}` : undefined}
        placeholder={props.placeholder}
        rows={props.rows ?? 2}
        value={props.value}
        data-first={props.isFirst}
        onInput={(event) => {
          props.onInput(event.currentTarget.value);
          mention.look();
        }}
        onSelect={mention.look}
        onBlur={mention.close}
        onKeyDown={onKeyDown}
      />
      {mention.people.length > 0 && mention.open && (
        <MentionList
          area={area}
          from={mention.open.at}
          people={mention.people}
          at={mention.at}
          choose={mention.choose}
        />
      )}
    </div>
  );
}

/** The mention that is being written in a text area, and who is offered for it. */
function useMention(
  area: RefObject<HTMLTextAreaElement | null>,
  { value, onInput }: Pick<MarkdownBoxProps, "value" | "onInput">,
) {
  const [open, setOpen] = useState<OpenMention | undefined>(undefined);
  const [at, setAt] = useState(0);
  // Escape closes the list for this mention, and the next one opens it again.
  const dismissedAt = useRef<number | undefined>(undefined);
  const caret = useRef<number | undefined>(undefined);
  const people = open ? peopleMatching(open.query).filter(({ handle }) => handle) : [];

  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  }, [value]);

  const look = () => {
    const element = area.current;
    if (!element) return;
    const { selectionStart: from, selectionEnd: to } = element;
    const found = mentionAt(element.value, { from, to });
    if (found?.at !== dismissedAt.current) dismissedAt.current = undefined;
    const next = found && found.at !== dismissedAt.current ? found : undefined;
    if (next?.at !== open?.at || next?.query !== open?.query) {
      setOpen(next);
      setAt(0);
    }
  };
  const choose = (person: Person | undefined) => {
    if (!open || !person?.handle) return;
    const completed = completeMention(area.current?.value ?? value, open, person.handle);
    caret.current = completed.caret;
    setOpen(undefined);
    onInput(completed.text);
  };
  const onKey = ({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean => {
    if (people.length === 0 || ctrlKey || metaKey || shiftKey) return false;
    if (key === "ArrowDown") setAt(Math.min(at + 1, people.length - 1));
    else if (key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (key === "Enter" || key === "Tab") choose(people[at]);
    else if (key === "Escape") {
      dismissedAt.current = open?.at;
      setOpen(undefined);
    } else return false;
    return true;
  };
  return { open, people, at, look, choose, onKey, close: () => setOpen(undefined) };
}

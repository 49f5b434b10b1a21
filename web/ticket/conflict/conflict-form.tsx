import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Conflict, type FieldValue, isText } from "../../store/conflicts.ts";
import { showToast } from "../../store/toasts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { FieldText } from "../field-text.tsx";
import { memberText } from "../member-text.ts";
import { TextChanges } from "../versions/text-changes.tsx";
import { useAuthor } from "./author.ts";
import { hasMergedText, useMergedText } from "./merged-text.ts";

const words = ticketWords.conflict;

/** The dialog about one conflict. */
export function ConflictForm(asked: Conflict) {
  const author = useAuthor(asked);
  const field = words.fields[asked.field];
  return (
    <Dialog label={words.label} onClose={() => closeConflict(asked)} kind="wide">
      <div class="conflict">
        <header class="conflict-head">
          <h2>{author ? words.title(memberText(author), field) : words.titleWithoutName(field)}</h2>
          <p>{isText(asked.field) ? words.text : words.textOfValues}</p>
        </header>
        {isText(asked.field) ? (
          <ConflictOfTexts asked={asked} author={author} />
        ) : (
          <ConflictOfValues asked={asked} author={author} />
        )}
      </div>
    </Dialog>
  );
}

/** Nothing is decided and nothing is lost: the text that was written is there when it is saved again. */
function closeConflict(asked: Conflict): void {
  asked.cancel();
  if (hasMergedText(asked)) showToast({ text: words.mergeKept });
}

interface Shown {
  asked: Conflict;
  author: string | undefined;
}

function ConflictOfTexts({ asked, author }: Shown) {
  const [base, mine, theirs] = [asked.base ?? "", asked.mine ?? "", asked.theirs ?? ""];
  const { text, clashes, isTouched, write, forget } = useMergedText(asked);
  const [isRefused, setRefused] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // With the caret at the end, the text would be scrolled there. The dialog gives the focus.
  useLayoutEffect(() => area.current?.setSelectionRange(0, 0), []);
  const resolve = (value: FieldValue) => {
    forget();
    asked.resolve(value);
  };
  const mayBeEmpty = asked.field === "description";
  const save = () => resolve(text === "" && mayBeEmpty ? null : text);
  /** The keys that sent the edit, pressed once more, must not save what nobody has read. */
  const saveByKey = (isRepeated: boolean) => {
    if (clashes > 0 && !isTouched) setRefused(true);
    else if (!isRepeated) save();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) saveByKey(event.repeat);
      }}
    >
      <div class="conflict-sides">
        <Side title={<TheirTitle author={author} />}>
          <TextChanges before={base} after={theirs} />
        </Side>
        <Side title={words.mine}>
          <TextChanges before={base} after={mine} />
        </Side>
      </div>
      <label class="conflict-merged">
        <span>
          {words.merged}
          {" · "}
          {clashes > 0 ? <em>{words.clashes(clashes)}</em> : words.noClash}
        </span>
        <textarea
          ref={area}
          data-first
          rows={asked.field === "title" ? 2 : 11}
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      {isRefused && !isTouched && (
        <p class="field-error" role="alert">
          {words.decideFirst}
        </p>
      )}
      <div class="dialog-foot">
        <button type="button" class="button" onClick={() => resolve(asked.theirs)}>
          {words.keepTheirs}
        </button>
        <button type="button" class="button" onClick={() => resolve(asked.mine)}>
          {words.takeMine}
        </button>
        <button
          type="submit"
          class="button button-primary"
          disabled={!mayBeEmpty && text.trim() === ""}
        >
          <Icon name="git-merge" size={15} />
          {words.saveBoth}
        </button>
      </div>
    </form>
  );
}

/** A field with one value, such as the assignee: one of the two is taken. */
function ConflictOfValues({ asked, author }: Shown) {
  const value = (of: FieldValue) => (
    <div class="conflict-value">
      <FieldText ticketId={asked.ticketId} field={asked.field} value={of} />
    </div>
  );
  return (
    <>
      <div class="conflict-sides">
        <Side title={<TheirTitle author={author} />}>{value(asked.theirs)}</Side>
        <Side title={words.mine}>{value(asked.mine)}</Side>
      </div>
      <p class="conflict-before">
        {words.before}
        <FieldText ticketId={asked.ticketId} field={asked.field} value={asked.base} />
      </p>
      <div class="dialog-foot">
        <button type="button" class="button" data-first onClick={() => asked.resolve(asked.theirs)}>
          {words.keepTheirs}
        </button>
        <button
          type="button"
          class="button button-primary"
          onClick={() => asked.resolve(asked.mine)}
        >
          {words.takeMine}
        </button>
      </div>
    </>
  );
}

function Side({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="conflict-side">
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard, too. */}
      <div class="conflict-side-body scroll" tabIndex={0}>
        {children}
      </div>
    </section>
  );
}

function TheirTitle({ author }: { author: string | undefined }) {
  if (!author) return <>{words.theirsWithoutName}</>;
  return (
    <>
      <Avatar id={author} size={18} />
      {words.theirs(memberText(author))}
    </>
  );
}

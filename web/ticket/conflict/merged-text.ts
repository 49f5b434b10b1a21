import { useState } from "preact/hooks";
import type { Conflict } from "../../store/conflicts.ts";
import { loadDraft, removeDraft, saveDraft } from "../../store/drafts.ts";
import { type Merged, mergeText } from "../../store/merge.ts";

/** What somebody made of a merged text, and the three texts that it was merged from. */
interface MergeDraft {
  base: string;
  mine: string;
  theirs: string;
  text: string;
}

type Asked = Pick<Conflict, "ticketId" | "commentId" | "field" | "base" | "mine" | "theirs">;

const nameOf = ({ ticketId, commentId, field }: Asked) =>
  `conflict:${commentId ?? ticketId}:${field}`;

/** The merged text of a conflict. What is typed is a draft until the conflict is decided. */
export function useMergedText(asked: Asked) {
  const [merged] = useState(() => startMerge(asked, draftOf(asked)));
  const [text, setText] = useState(merged.text);
  const [isTouched, setTouched] = useState(() => hasMergedText(asked) && merged.clashes === 0);
  return {
    text,
    clashes: merged.clashes,
    isTouched,
    write(next: string) {
      setText(next);
      setTouched(true);
      saveDraft(nameOf(asked), { ...textsOf(asked), text: next } satisfies MergeDraft);
    },
    forget: () => removeDraft(nameOf(asked)),
  };
}

export function hasMergedText(asked: Asked): boolean {
  return draftOf(asked) !== undefined;
}

/** A draft of an edit that began from another text is about another conflict. */
function draftOf(asked: Asked): MergeDraft | undefined {
  const draft = loadDraft<MergeDraft>(nameOf(asked));
  return draft?.base === textsOf(asked).base ? draft : undefined;
}

/** The merge, or the draft of it, to which is added what either side has changed since then. */
export function startMerge(asked: Asked, draft?: MergeDraft): Merged {
  const { base, mine, theirs } = textsOf(asked);
  if (!draft) return mergeText(base, mine, theirs);
  const withTheirs = mergeText(draft.theirs, draft.text, theirs);
  const withMine = mergeText(draft.mine, mine, withTheirs.text);
  return { text: withMine.text, clashes: withTheirs.clashes + withMine.clashes };
}

function textsOf({ base, mine, theirs }: Asked): Omit<MergeDraft, "text"> {
  return { base: base ?? "", mine: mine ?? "", theirs: theirs ?? "" };
}

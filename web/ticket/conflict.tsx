import { useEffect, useState } from "preact/hooks";
import { isTextField } from "../palette/keyboard/targets.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { type Conflict, conflict } from "../store/conflicts.ts";

// It opens by itself: what is pressed while it is loading is meant for something else.
const ConflictForm = lazyPart<Conflict>(
  () => loadLaterParts().then((parts) => parts.ConflictForm),
  () => null,
);

/** Nobody who types goes on typing into a dialog that opens under their hands. */
const REST_MS = 1_000;

/** Shows what two people made of one field, and lets the second of them decide. The app has one. */
export function ConflictDialog() {
  const open = conflict.value;
  if (!open) return null;
  return (
    <WhenKeysRest key={`${open.commentId ?? open.ticketId} ${open.field} ${open.mine}`} {...open} />
  );
}

function WhenKeysRest(open: Conflict) {
  const [isOpen, setOpen] = useState(!isTyping());
  useEffect(() => {
    if (isOpen) return;
    let timer = setTimeout(() => setOpen(true), REST_MS);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setOpen(true), REST_MS);
    };
    addEventListener("keydown", wait, true);
    return () => {
      clearTimeout(timer);
      removeEventListener("keydown", wait, true);
    };
  }, [isOpen]);
  return isOpen ? <ConflictForm {...open} /> : null;
}

const isTyping = () => document.activeElement !== null && isTextField(document.activeElement);

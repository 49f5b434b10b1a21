import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { conflict } from "../store/conflicts.ts";

const ConflictForm = lazyPart(() => loadLaterParts().then((parts) => parts.ConflictForm));

/** Shows what two people made of one field, and lets the second of them decide. The app has one. */
export function ConflictDialog() {
  const open = conflict.value;
  if (!open) return null;
  return <ConflictForm key={`${open.ticketId} ${open.field} ${open.mine}`} {...open} />;
}

import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { transitionRequest } from "../store/transitions/ask-transition.ts";

const TransitionDialog = lazyPart(() => loadLaterParts().then((parts) => parts.TransitionDialog));

/** Shows what a transition asks for, from whichever page it was begun. The app has one. */
export function TransitionOverlay() {
  return transitionRequest.value === undefined ? null : <TransitionDialog />;
}

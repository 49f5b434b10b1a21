import { lazyPart } from "../shell/lazy-part.tsx";
import { transitionRequest } from "../store/transitions/ask-transition.ts";

const TransitionDialog = lazyPart(() =>
  import("./transition-dialog.tsx").then((file) => file.TransitionDialog),
);

/** Shows what a transition asks for, from whichever page it was begun. The app has one. */
export function TransitionOverlay() {
  return transitionRequest.value === undefined ? null : <TransitionDialog />;
}

import { useLayoutEffect, useRef } from "preact/hooks";
import { hasFocus } from "../ui/has-focus.ts";

/** The button that opens a form beside it or in its place: it has the focus again when the form is gone. */
export function useOpener(isOpen: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen && !hasFocus()) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return button;
}

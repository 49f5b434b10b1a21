/** A title is one line, also if several were pasted. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

/** Handles Enter alone: neither the keys that send, nor the one that ends an input method's word. */
export function onPlainEnter(run: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    run();
  };
}

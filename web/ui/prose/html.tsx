import { useLayoutEffect, useRef } from "preact/hooks";
import { connectTaskBoxes, labelTaskBoxes, taskBoxes } from "./task-boxes.ts";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(html: string): string },
  ): { createHTML(html: string): string };
}

/** The only Trusted Types policy: nothing else in the app turns text into elements. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  "slacky",
  { createHTML: (html) => html },
);

/**
 * HTML that the server rendered from Markdown, in which no tag that a person wrote survives. Task
 * items can be ticked if `onTask` is given; it receives the position of the task in the text.
 */
export function Html({
  html,
  onTask,
}: {
  html: string;
  onTask?: (index: number, isChecked: boolean) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const listener = useRef(onTask);
  listener.current = onTask;
  const isEditable = onTask !== undefined;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const focused = taskBoxes(element).indexOf(document.activeElement as HTMLInputElement);
    element.innerHTML = policy ? policy.createHTML(html) : html;
    labelTaskBoxes(element);
    if (!isEditable) return;
    connectTaskBoxes(element, (index, isChecked) => listener.current?.(index, isChecked));
    // The box that was just ticked keeps the focus when its text returns from the server.
    taskBoxes(element)[focused]?.focus({ preventScroll: true });
  }, [html, isEditable]);
  return <div class="prose" ref={box} />;
}

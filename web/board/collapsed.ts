import { signal } from "@preact/signals";
import type { Workflow } from "../../client/index.ts";
import { browserStore } from "../store/outbox/browser-store.ts";

/** The columns of the board that are shown as a narrow strip. */
export const collapsedStatuses = signal<ReadonlySet<string>>(new Set());
let storedAs: string | undefined;

/** Collapses what was collapsed in this project before: at first every `done` column except the first. */
export function openCollapsed(projectId: string, statuses: Workflow["statuses"]): void {
  storedAs = `slacky:collapsed:${projectId}`;
  collapsedStatuses.value = new Set(storedList(storedAs) ?? collapsedAtFirst(statuses));
}

export function collapsedAtFirst(statuses: Workflow["statuses"]): string[] {
  const done = statuses.filter(({ category }) => category === "done");
  return done.slice(1).map(({ status }) => status);
}

export function toggleCollapsed(status: string): void {
  const next = new Set(collapsedStatuses.peek());
  if (!next.delete(status)) next.add(status);
  collapsedStatuses.value = next;
  try {
    if (storedAs) browserStore()?.setItem(storedAs, JSON.stringify([...next]));
  } catch {
    // It is collapsed until the page is closed.
  }
}

function storedList(name: string): string[] | undefined {
  try {
    const list = JSON.parse(browserStore()?.getItem(name) ?? "null");
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

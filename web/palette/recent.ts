import { effect, signal } from "@preact/signals";
import { openTicketId } from "../store/selection.ts";
import { workspace } from "../store/workspace.ts";

const KEPT = 6;

/** The tickets that were opened last in this tab, latest first. */
export const recentTicketIds = signal<readonly string[]>([]);

effect(() => {
  const id = openTicketId.value;
  if (id === undefined) return;
  const others = recentTicketIds.peek().filter((other) => other !== id);
  recentTicketIds.value = [id, ...others].slice(0, KEPT);
});

effect(() => {
  void workspace.value?.id;
  recentTicketIds.value = [];
});

import { computed, signal } from "@preact/signals";

/** The ticket whose card or row has the keyboard focus, by ID. */
export const focusedTicketId = signal<string | undefined>(undefined);

/** The ticket that is open in a panel or on its page, by ID. */
export const openTicketId = signal<string | undefined>(undefined);

export const selectedIds = signal<ReadonlySet<string>>(new Set());

/** The tickets that a command applies to: the selection, else the open ticket, else the focused one. */
export const targetIds = computed<readonly string[]>(() => {
  if (selectedIds.value.size > 0) return [...selectedIds.value];
  const id = openTicketId.value ?? focusedTicketId.value;
  return id === undefined ? [] : [id];
});

export function toggleSelected(id: string): void {
  const next = new Set(selectedIds.peek());
  if (!next.delete(id)) next.add(id);
  selectedIds.value = next;
}

export function select(ids: Iterable<string>): void {
  selectedIds.value = new Set([...selectedIds.peek(), ...ids]);
}

export function clearSelection(): void {
  if (selectedIds.peek().size > 0) selectedIds.value = new Set();
}

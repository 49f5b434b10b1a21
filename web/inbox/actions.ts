import { inbox, markAllRead, notificationSignal, toggleArchived } from "../store/inbox/inbox.ts";
import { listCursor } from "../store/list-cursor.ts";
import { showToast } from "../store/toasts.ts";
import { inboxWords } from "../words/en/inbox.ts";

/** Archives a row or moves it back, says so, and offers to undo it. The focus goes to the next row. */
export async function archiveWithNotice(id: string): Promise<void> {
  const row = notificationSignal(id)?.peek();
  const ids = inbox.peek()?.ids.peek() ?? [];
  const at = ids.indexOf(id);
  const next = ids[at + 1] ?? ids[at - 1];
  if (!row) return;
  const wasArchived = row.archived_at !== null;
  const name = row.ticket?.key ?? inboxWords.notice;
  const changing = toggleArchived(id);
  if (next !== undefined) listCursor.peek()?.focus(next);
  if (!(await changing)) return;
  showToast({
    text: wasArchived ? inboxWords.unarchived(name) : inboxWords.archived(name),
    action: { label: inboxWords.undo, run: () => void restore(id) },
    isUndo: true,
  });
}

async function restore(id: string): Promise<void> {
  if (await toggleArchived(id)) {
    const row = notificationSignal(id)?.peek();
    if (row) inbox.peek()?.place(row);
  }
}

export async function markAllWithNotice(): Promise<void> {
  const marked = await markAllRead();
  if (marked !== undefined) showToast({ text: inboxWords.markedRead(marked) });
}

import { removeEveryDraft, storedDrafts } from "./drafts/stored-drafts.ts";
import { browserStore } from "./outbox/browser-store.ts";
import { myId } from "./workspace.ts";

/**
 * What a person has typed and not saved, by name, such as `comment:<ticketId>`. It is kept for 30 days
 * and belongs to one person: it survives an expired sign-in and goes with a sign-out, which asks first.
 */
export function loadDraft<Value = string>(name: string): Value | undefined {
  return storedDrafts(browserStore(), myId.peek()).load(name) as Value | undefined;
}

export function saveDraft(name: string, value: unknown): void {
  storedDrafts(browserStore(), myId.peek()).save(name, value);
}

export function removeDraft(name: string): void {
  storedDrafts(browserStore(), myId.peek()).remove(name);
}

/** What a write sends of a draft. */
interface SentDraft {
  name: string;
  value: unknown;
}

const restoreListeners = new Set<(draft: SentDraft) => void>();

/** Calls the listener with each draft that is put back after a refusal. */
export function onDraftRestored(listener: (draft: SentDraft) => void): () => void {
  restoreListeners.add(listener);
  return () => restoreListeners.delete(listener);
}

/** Removes a draft that was sent, unless it was changed since then. */
export function removeSentDraft({ name, value }: SentDraft): void {
  storedDrafts(browserStore(), myId.peek()).removeValue(name, value);
}

/** Puts back a draft that was sent and refused. What was written since then is kept, too. */
export function restoreDraft(draft: SentDraft): void {
  storedDrafts(browserStore(), myId.peek()).restore(draft.name, draft.value);
  for (const listener of restoreListeners) listener(draft);
}

export function countDrafts(): number {
  return storedDrafts(browserStore(), myId.peek()).count();
}

/** Removes every draft of everybody who has used this browser. */
export function clearDrafts(): void {
  removeEveryDraft(browserStore());
}

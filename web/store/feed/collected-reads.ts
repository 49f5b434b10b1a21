import { failedAttempt } from "../outbox/attempt.ts";

const COLLECT_MS = 100;
/** What one request may name. */
const IDS_MAX = 100;

/**
 * Collects the IDs of tickets that have to be read for 100 ms, and reads them together. A read that fails is
 * repeated: the version of the event counts already, so nothing else would bring what the event did not have.
 */
export function collectReads(read: (ids: readonly string[]) => Promise<void>) {
  let ids = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let clears = 0;

  function add(id: string): void {
    ids.add(id);
    timer ??= setTimeout(readCollected, COLLECT_MS);
  }

  async function readCollected(): Promise<void> {
    timer = undefined;
    const collected = [...ids];
    ids = new Set();
    for (let at = 0; at < collected.length; at += IDS_MAX) {
      await readPart(collected.slice(at, at + IDS_MAX));
    }
  }

  async function readPart(part: readonly string[]): Promise<void> {
    const clearsBefore = clears;
    try {
      await read(part);
      failures = 0;
    } catch (error) {
      const attempt = failedAttempt(error, failures);
      // A refusal would be the same again.
      if (attempt.kind !== "later") return;
      failures += 1;
      setTimeout(() => {
        if (clears === clearsBefore) part.forEach(add);
      }, attempt.afterMs);
    }
  }

  return {
    add,
    clear(): void {
      clearTimeout(timer);
      timer = undefined;
      ids = new Set();
      clears += 1;
    },
  };
}

const COLLECT_MS = 100;
/** What one request may name. */
const IDS_MAX = 100;

/** Collects the IDs of tickets that have to be read for 100 ms, and reads them together. */
export function collectReads(read: (ids: readonly string[]) => Promise<void>) {
  let ids = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function readCollected(): Promise<void> {
    timer = undefined;
    const collected = [...ids];
    ids = new Set();
    for (let at = 0; at < collected.length; at += IDS_MAX) {
      // A read that fails is made up for by the next event of the ticket, or by the next reload.
      await read(collected.slice(at, at + IDS_MAX)).catch(() => {});
    }
  }

  return {
    add(id: string): void {
      ids.add(id);
      timer ??= setTimeout(readCollected, COLLECT_MS);
    },
    clear(): void {
      clearTimeout(timer);
      timer = undefined;
      ids = new Set();
    },
  };
}

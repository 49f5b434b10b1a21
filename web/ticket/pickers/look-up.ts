import { effect, signal } from "@preact/signals";
import { workspace } from "../../store/workspace.ts";

const REST_MS = 90;

/** Rows that the server finds for what somebody types. */
export interface LookUp<Row> {
  /**
   * What is known for a text; reading it in a component draws it again when the answer arrives. The
   * server is asked once for each text, when it has been the same for a moment.
   */
  rows(text: string): readonly Row[] | undefined;
  /** Everything that was found, for all texts. */
  all(): readonly Row[];
  /** Forgets what was found, because it may have changed. Another workspace forgets it by itself. */
  clear(): void;
}

export function createLookUp<Row>(
  find: (text: string, signal: AbortSignal) => Promise<readonly Row[]>,
): LookUp<Row> {
  const found = signal<ReadonlyMap<string, readonly Row[]>>(new Map());
  let asked: { text: string; stop: AbortController } | undefined;

  const ask = async (text: string, stop: AbortController) => {
    // The first look needs no rest: nobody has typed yet.
    if (text !== "") await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (stop.signal.aborted) return;
    try {
      const rows = await find(text, stop.signal);
      if (!stop.signal.aborted) found.value = new Map(found.peek()).set(text, rows);
    } catch {
      // What is loaded can still be chosen. The next key asks again.
    } finally {
      if (asked?.stop === stop) asked = undefined;
    }
  };

  const clear = () => {
    asked?.stop.abort();
    asked = undefined;
    found.value = new Map();
  };
  let workspaceId = workspace.peek()?.id;
  effect(() => {
    if (workspace.value?.id === workspaceId) return;
    workspaceId = workspace.value?.id;
    clear();
  });

  return {
    rows(text) {
      const rows = found.value.get(text);
      if (rows === undefined && asked?.text !== text) {
        asked?.stop.abort();
        asked = { text, stop: new AbortController() };
        void ask(text, asked.stop);
      }
      return rows;
    },
    all: () => [...found.value.values()].flat(),
    clear,
  };
}

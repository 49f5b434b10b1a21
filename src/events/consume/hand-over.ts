/**
 * Hands the workspaces that have new events in their feeds to the consumers in the same process, so that
 * these do not wait for their next comparison of all feeds with all cursors. Nothing depends on it: what
 * is lost here, or was relayed by another process, is found by that comparison.
 */
export interface HandOver {
  /** Hands workspaces to every consumer that has taken some before. */
  give(workspace_ids: Iterable<string>): void;
  /**
   * The workspaces that were handed over since this consumer last took some. Waits for the first one;
   * returns none after `timeoutMs`, or if `stopping` is aborted.
   */
  take(
    consumer: string,
    wait: { timeoutMs: number; stopping: AbortSignal },
  ): Promise<readonly string[]>;
}

interface Waiting {
  workspace_ids: Set<string>;
  wake: () => void;
}

export function createHandOver(): HandOver {
  const consumers = new Map<string, Waiting>();
  const stateOf = (consumer: string) => {
    const state = consumers.get(consumer) ?? { workspace_ids: new Set(), wake: () => {} };
    consumers.set(consumer, state);
    return state;
  };
  return {
    give(workspace_ids) {
      const all = [...workspace_ids];
      for (const state of consumers.values()) {
        for (const id of all) state.workspace_ids.add(id);
        state.wake();
      }
    },
    async take(consumer, { timeoutMs, stopping }) {
      const state = stateOf(consumer);
      if (state.workspace_ids.size === 0) await untilWoken(state, { timeoutMs, stopping });
      const taken = [...state.workspace_ids];
      state.workspace_ids.clear();
      return taken;
    },
  };
}

async function untilWoken(
  state: Waiting,
  { timeoutMs, stopping }: { timeoutMs: number; stopping: AbortSignal },
): Promise<void> {
  if (stopping.aborted || timeoutMs <= 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, timeoutMs);
    function done() {
      clearTimeout(timer);
      stopping.removeEventListener("abort", done);
      state.wake = () => {};
      resolve();
    }
    state.wake = done;
    stopping.addEventListener("abort", done);
  });
}

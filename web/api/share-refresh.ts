import { isProblem, type SignedIn } from "../../client/index.ts";
import { noteNoSession, noteSession } from "./session-state.ts";
import { onTabMessage, sendToTabs } from "./tabs.ts";

const LOCK = "slacky.refresh";

/** The last answer of another tab. */
let received: { answer: SignedIn; at: number } | undefined;

onTabMessage("refreshed", ({ answer }) => {
  received = { answer, at: performance.now() };
});

/**
 * One refresh for all tabs: they wait for each other, and a tab that waited takes the answer of the one
 * that went first. Without Web Locks, which need https, each sends its own; within 30 seconds the
 * server then gives all of them the same successor.
 */
export async function shareRefresh(send: () => Promise<SignedIn>): Promise<SignedIn> {
  const start = performance.now();
  return await withLock(async () => {
    const isFresh = received !== undefined && received.at >= start;
    try {
      const answer = isFresh && received ? received.answer : await send();
      if (!isFresh) sendToTabs({ type: "refreshed", answer });
      noteSession(answer);
      return answer;
    } catch (error) {
      if (isProblem(error, "invalid_refresh_token")) noteNoSession();
      throw error;
    }
  });
}

async function withLock<T>(run: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? ((await locks.request(LOCK, run)) as T) : run();
}

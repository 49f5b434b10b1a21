import type { Page } from "playwright-core";

/**
 * Lets the test say whether the page is visible: a browser without a window shows every page at once. What
 * a hidden page waits for, 30 seconds, is half a second here.
 */
export async function withVisibility(page: Page): Promise<Page> {
  await page.addInitScript(() => {
    let state = "visible";
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = ((run: () => void, ms: number) =>
      wait(run, ms === 30_000 ? 500 : ms)) as typeof setTimeout;
    Object.defineProperty(document, "visibilityState", { get: () => state });
    Object.assign(globalThis, {
      setVisibility(next: string) {
        state = next;
        document.dispatchEvent(new Event("visibilitychange"));
      },
    });
  });
  return page;
}

export function setVisibility(page: Page, state: "visible" | "hidden"): Promise<void> {
  return page.evaluate(
    (next) => (globalThis as unknown as { setVisibility(state: string): void }).setVisibility(next),
    state,
  );
}

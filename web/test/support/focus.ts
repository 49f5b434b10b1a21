import type { Page } from "playwright-core";

/** The ID of the ticket whose card has the focus. */
export const focusedId = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement).dataset.id);

/** The text of what has the focus, such as a row's. */
export const focusedText = (page: Page) =>
  page.evaluate(() => document.activeElement?.textContent ?? "");

/** Waits until an element whose name or text contains `name` has the focus. */
export const untilFocused = (page: Page, name: string) =>
  page.waitForFunction((wanted) => {
    const element = document.activeElement;
    const text = element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    return element !== document.body && text.includes(wanted);
  }, name);

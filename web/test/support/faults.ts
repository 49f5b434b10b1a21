import type { Page } from "playwright-core";

/** Adds to `faults` what a page does wrong: errors, and violations of its content policy. */
export function watchFaults(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
  page.on("console", (message) => {
    const text = message.text();
    // Browsers say so of every page on plain HTTP.
    if (text.startsWith("The Cross-Origin-Opener-Policy header has been ignored")) return;
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(text)) faults.push(text);
    // A response with an error status is not a fault of the page.
    else if (message.type() === "error" && !text.startsWith("Failed to load resource")) {
      faults.push(text);
    }
  });
}

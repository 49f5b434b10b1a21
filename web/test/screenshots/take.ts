import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Demo } from "./demo.ts";
import type { Screen } from "./screens.ts";

export type Theme = "light" | "dark";

/** For what is loaded late, such as fonts, and for toasts. */
const SETTLE_MS = 400;

/** Opens a screen, and saves what is seen of it under its name. */
export async function take(
  page: Page,
  { demo, screen, file, theme }: { demo: Demo; screen: Screen; file: string; theme: Theme },
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.goto(screen.path.startsWith("/") ? screen.path : `/${demo.slug}/${screen.path}`);
  await page.waitForTimeout(SETTLE_MS);
  await page.waitForFunction(isLoaded);
  try {
    await screen.act?.(page, demo);
    // What lies under the pointer would look chosen.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: file });
  } finally {
    await page.context().setOffline(false);
  }
}

/** Every screen in every theme, as wide as a laptop and as narrow as a phone. Returns what failed. */
export async function takeAll(
  demo: Demo,
  { screens, folder }: { screens: readonly Screen[]; folder: string },
): Promise<string[]> {
  const failures: string[] = [];
  for (const [width, options] of Object.entries(widths)) {
    for (const theme of ["light", "dark"] as const) {
      await mkdir(join(folder, `${width}-${theme}`), { recursive: true });
      for (const isSignedOut of [true, false]) {
        const user = isSignedOut ? {} : { user: demo.user };
        const page = await demo.web.newPage({ ...options, ...user });
        for (const screen of screens) {
          if ((screen.isSignedOut ?? false) !== isSignedOut) continue;
          const file = join(folder, `${width}-${theme}`, `${screen.name}.png`);
          await take(page, { demo, screen, file, theme }).catch((error: Error) => {
            failures.push(`${file}: ${error.message.split("\n")[0]}`);
          });
        }
        await page.context().close();
      }
    }
  }
  return failures;
}

/**
 * Whether the page is drawn, with what it has loaded. Columns beyond the edge of the screen load when
 * they come near. Runs in the page.
 */
function isLoaded(): boolean {
  if (!document.querySelector("h1")) return false;
  return ![...document.querySelectorAll(".skeleton")].some(
    (skeleton) => skeleton.getBoundingClientRect().left < innerWidth,
  );
}

export const widths = {
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
};

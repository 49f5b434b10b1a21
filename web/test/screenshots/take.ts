import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Demo } from "./demo.ts";
import type { Screen } from "./screen.ts";

export type Theme = "light" | "dark";

/** For what is loaded late, such as fonts, and for toasts. */
const SETTLE_MS = 400;

/** Opens a screen, and saves what is seen of it under its name. */
export async function take(
  page: Page,
  { demo, screen, file, theme }: { demo: Demo; screen: Screen; file: string; theme: Theme },
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const slug = screen.as === "newcomer" ? demo.emptySlug : demo.slug;
  const path = screen.path.startsWith("/") ? screen.path : `/${slug}/${screen.path}`;
  if (screen.answers) await openWithAnswers(page, { slug, path, answers: screen.answers });
  else {
    // An address that differs in its fragment only would not load the page.
    if (path.includes("#")) await page.goto("about:blank");
    await page.goto(path);
    await page.waitForTimeout(SETTLE_MS);
    await page.waitForFunction(isLoaded);
  }
  try {
    await screen.act?.(page, demo);
    // What lies under the pointer would look chosen.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: file });
  } finally {
    await page.context().setOffline(false);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
}

/** Opens a page of a workspace that is known, while nothing else is answered, or everything refused. */
async function openWithAnswers(
  page: Page,
  { slug, path, answers }: { slug: string; path: string; answers: "never" | "fails" },
): Promise<void> {
  const start = path === `/${slug}/` ? "/settings/profile" : `/${slug}/`;
  await page.goto(start);
  await page.getByText("Live", { exact: true }).waitFor({ state: "attached" });
  await page.waitForTimeout(SETTLE_MS);
  await page.waitForFunction(isLoaded);
  await page.route("**/v1/**", async (route) => {
    if (answers === "never" || route.request().method() !== "GET") return;
    const detail = "The server cannot read this at the moment.";
    await route.fulfill({
      ...{ status: 403, contentType: "application/problem+json" },
      // Any other error is tried again for a while before a page shows it.
      body: JSON.stringify({ type: "about:blank", status: 403, code: "forbidden", detail }),
    });
  });
  await page.evaluate((address) => {
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await page.waitForTimeout(2 * SETTLE_MS);
}

/** Every screen in every theme, as wide as a laptop and as narrow as a phone. Returns what failed. */
export async function takeAll(
  demo: Demo,
  {
    screens,
    folder,
    only,
  }: { screens: readonly Screen[]; folder: string; only?: string[] | undefined },
): Promise<string[]> {
  const failures: string[] = [];
  for (const [width, options] of Object.entries(widths)) {
    for (const theme of ["light", "dark"] as const) {
      if (!(only?.includes(`${width}-${theme}`) ?? true)) continue;
      await mkdir(join(folder, `${width}-${theme}`), { recursive: true });
      for (const viewer of [undefined, "nobody", "viewer", "newcomer", "alone"] as const) {
        const shown = screens.filter(
          (screen) => screen.as === viewer && (width === "wide" || !screen.isWide),
        );
        const user = viewer === undefined ? demo.user : demo.others[viewer];
        for (const session of sessionsOf(shown)) {
          const page = await demo.web.newPage({ ...options, ...(user && { user }) });
          for (const screen of session) {
            const file = join(folder, `${width}-${theme}`, `${screen.name}.png`);
            await take(page, { demo, screen, file, theme }).catch((error: Error) => {
              failures.push(`${file}: ${error.message.split("\n")[0]}`);
            });
          }
          await page.context().close();
        }
      }
    }
  }
  return failures;
}

/** The screens that share a session, and each that has its own. */
function sessionsOf(screens: readonly Screen[]): Screen[][] {
  const together = screens.filter(({ hasOwnSession }) => !hasOwnSession);
  const alone = screens.filter(({ hasOwnSession }) => hasOwnSession);
  return [together, ...alone.map((screen) => [screen])].filter(({ length }) => length > 0);
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

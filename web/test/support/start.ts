import assert from "node:assert/strict";
import pino from "pino";
import type { Browser, Page } from "playwright-core";
import { freePort } from "../../../dev/ports.ts";
import { target } from "../../../dev/web/build.ts";
import { buildIfChanged } from "../../../dev/web/build-if-changed.ts";
import type { Config } from "../../../src/config.ts";
import { startWorker } from "../../../src/jobs/worker.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { startBrowser } from "../../../test/support/browser/start.ts";
import { watchFaults } from "./faults.ts";

export interface PageOptions {
  theme?: "light" | "dark";
  viewport?: { width: number; height: number };
  /** Who signs in before the page is returned. Without, the page shows the sign-in form. */
  user?: { email: string; password: string };
  timezoneId?: string;
  hasTouch?: boolean;
  /** Pages of one context share cookies and storage, like the tabs of a browser. */
  tabOf?: Page;
}

/** The service with the built app, its jobs, and a browser. */
export interface WebTest {
  api: TestApi;
  browser: Browser;
  newPage(options?: PageOptions): Promise<Page>;
  signInPage(page: Page, user: { email: string; password: string }): Promise<void>;
  /** Fails if a page had an error or violated the page's policy. */
  stop(): Promise<void>;
}

/** Long, because no test asserts a time: a machine with other work passes, too. */
const TIMEOUT_MS = 30_000;
const DESKTOP = { width: 1440, height: 900 };

/**
 * Starts all of it on a database of its own. The jobs run, so that events reach the pages. With `host`,
 * pages are opened at that name, which is not a secure context as 127.0.0.1 is.
 */
export async function startWeb(
  changes: Partial<Config> = {},
  { runsJobs = true, host }: { runsJobs?: boolean; host?: string } = {},
): Promise<WebTest> {
  await buildIfChanged();
  const port = await freePort();
  const publicUrl = `http://${host ?? "127.0.0.1"}:${port}`;
  const api = await startApi({ port, publicUrl, webFolder: target, ...changes });
  const worker = runsJobs
    ? await startWorker(api.instance.config, pino({ level: "silent" }))
    : undefined;
  const browser = await startBrowser(host ? { hostRules: `MAP ${host} 127.0.0.1` } : {});
  assert.ok(browser, "A browser test needs Chromium: apt-get install chromium-headless-shell");
  const faults: string[] = [];

  const newPage = async ({ theme, viewport, user, tabOf, ...rest }: PageOptions = {}) => {
    const context =
      tabOf?.context() ??
      (await browser.newContext({
        baseURL: publicUrl,
        colorScheme: theme ?? "light",
        viewport: viewport ?? DESKTOP,
        reducedMotion: "reduce",
        ...rest,
      }));
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    watchFaults(page, faults);
    if (user) await signInPage(page, user);
    return page;
  };

  return {
    api,
    browser,
    newPage,
    signInPage,
    async stop() {
      await browser.close();
      await worker?.close();
      await api.close();
      assert.deepEqual(faults, [], "pages had no errors and kept to their policy");
    },
  };
}

/** Signs in through the form, and returns when the page that was asked for is shown. */
async function signInPage(page: Page, { email, password }: { email: string; password: string }) {
  if (page.url() === "about:blank") await page.goto("/");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Password", { exact: true }).waitFor({ state: "detached" });
}

import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";

export const DESKTOP = { width: 1440, height: 900 };
/** 1280 px at 400 %, and 1440 px at 200 %. */
const NARROW = { width: 320, height: 640 };
const HALF = { width: 720, height: 450 };

/** The rules of WCAG 2.0 to 2.2, levels A and AA, and what axe knows as good practice. */
const options: axe.RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // Rules that are off unless they are asked for.
  rules: { "target-size": { enabled: true }, "label-content-name-mismatch": { enabled: true } },
  resultTypes: ["violations"],
};

/**
 * Has axe in every page that is opened from now on. An init script does not come from the page, so its content
 * policy allows it, as it allows no `<script>` and no `eval`.
 */
export async function addAxe(page: Page): Promise<void> {
  await page.addInitScript({ content: axe.source });
}

/** Each violation in a line: the rule, and the first elements that break it. Only `rules`, if they are given. */
export async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  await untilStill(page);
  const { violations } = await page.evaluate(
    (how) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, how),
    rules ? { runOnly: rules, resultTypes: ["violations" as const] } : options,
  );
  return violations.map(({ id, nodes }) => {
    const elements = nodes.slice(0, 3).map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message)[0] ?? "";
      return `${html.slice(0, 160)} (${why})`;
    });
    return `${id}: ${elements.join("; ")}`;
  });
}

/** A colour that has changed is drawn after a frame, and even a transition of no length takes one. */
function untilStill(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const isChanging = () => document.getAnimations().some((each) => each instanceof CSSTransition);
    for (let frame = 0; frame < 3 || (isChanging() && frame < 30); frame += 1) {
      await new Promise(requestAnimationFrame);
    }
  });
}

/**
 * What cannot be reached in a narrow window: elements beyond its edges that no part of the page scrolls to, and
 * the page itself if it scrolls sideways.
 */
export async function lostOf(page: Page): Promise<string[]> {
  await untilStill(page);
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isClippedOnPurpose = (element: Element) => element.closest(".visually-hidden, .sr-only");
    const isScrolledTo = (element: Element): boolean => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX } = getComputedStyle(at);
        if (/auto|scroll/.test(overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    const seen = "a, button, input:not([type=file]), select, textarea, h1, h2, h3, label, p";
    const lost = [...document.querySelectorAll(seen)].filter((element) => {
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || isClippedOnPurpose(element)) return false;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        return false;
      return (box.right > width + 1 || box.left < -1) && !isScrolledTo(element);
    });
    const { scrollWidth } = document.documentElement;
    return [
      ...(scrollWidth > width ? [`the page is ${scrollWidth} px wide`] : []),
      ...lost.map((element) => {
        const { left, right } = element.getBoundingClientRect();
        return `${element.outerHTML.slice(0, 120)} from ${Math.round(left)} to ${Math.round(right)}`;
      }),
    ];
  });
}

/** The elements that move, fade or scroll smoothly for longer than a frame. */
export function movingOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const longest = (list: string) =>
      Math.max(
        ...list
          .split(",")
          .map((each) => Number.parseFloat(each) * (each.trim().endsWith("ms") ? 1 : 1000)),
      );
    const moves = ({ animationName, animationDuration, ...style }: CSSStyleDeclaration) =>
      (animationName !== "none" && longest(animationDuration) > 16) ||
      longest(style.transitionDuration) > 16 ||
      style.scrollBehavior === "smooth";
    return [...document.querySelectorAll("*")]
      .filter((element) => moves(getComputedStyle(element)))
      .map((element) => `${element.tagName} ${element.className}`);
  });
}

/** In both themes and at 320 px. Of the rules, only that of contrast depends on the theme. */
export async function assertAccessible(page: Page): Promise<void> {
  const faults: Record<string, string[]> = {};
  faults.light = await violationsOf(page);
  await page.emulateMedia({ colorScheme: "dark" });
  faults.dark = await violationsOf(page, ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(HALF);
  faults["lost at 720 px"] = await lostOf(page);
  await page.setViewportSize(NARROW);
  faults["lost at 320 px"] = await lostOf(page);
  faults["at 320 px"] = await violationsOf(page);
  await page.setViewportSize(DESKTOP);
  const found = Object.entries(faults).filter(([, list]) => list.length > 0);
  assert.deepEqual(Object.fromEntries(found), {});
}

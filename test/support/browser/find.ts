import { existsSync } from "node:fs";

/** The first one is the same browser without its own windows, which took half of the tests' time. */
const places = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Where this machine has a browser for tests; undefined if it has none. */
export function findBrowser(): string | undefined {
  return places.find((place) => existsSync(place));
}

import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where this machine has a browser for tests; undefined if it has none. */
export function findBrowser(): string | undefined {
  return places.find((place) => existsSync(place));
}

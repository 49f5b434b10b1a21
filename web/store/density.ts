import { effect, signal } from "@preact/signals";

export type Density = "comfortable" | "compact";

const KEY = "slacky.density";

/** How high the rows of lists are in this browser. */
export const density = signal<Density>(storedDensity());

/** Applies the density now and at every change, and stores it. */
export function applyDensity(): void {
  effect(() => {
    const { value } = density;
    document.documentElement.dataset.density = value;
    try {
      localStorage.setItem(KEY, value);
    } catch {
      // Storage is switched off: the density lasts as long as the page.
    }
  });
}

function storedDensity(): Density {
  try {
    return globalThis.localStorage?.getItem(KEY) === "compact" ? "compact" : "comfortable";
  } catch {
    return "comfortable";
  }
}

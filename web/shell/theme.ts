import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "slacky.theme";

/** The theme of this browser. `system` follows the operating system. */
export const theme = signal<Theme>(storedTheme());

/** Applies the theme now and at every change, and stores it. */
export function applyTheme(): void {
  effect(() => {
    const { value } = theme;
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    try {
      localStorage.setItem(KEY, value);
    } catch {
      // Storage is switched off: the theme lasts as long as the page.
    }
  });
}

function storedTheme(): Theme {
  try {
    const stored = globalThis.localStorage?.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

/** What a key press is made of; a `KeyboardEvent` has all of it. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const modifiers: ReadonlySet<string> = new Set(["Ctrl", "Shift"]);

/**
 * The name of a key press, as commands write their keys: `J`, `Shift J`, `Ctrl K`, `?`, `ArrowDown`.
 * ⌘ counts as Ctrl. Undefined for Alt, which types characters, and for a modifier alone.
 */
export function nameOfPress(press: KeyPress): string | undefined {
  if (press.altKey || ["Shift", "Control", "Meta", "Alt", "AltGraph"].includes(press.key)) {
    return undefined;
  }
  const key = nameOfKey(press);
  // Which signs need Shift depends on the keyboard: "?" is "?" with or without it.
  const hasShift = press.shiftKey && (key.length > 1 || /[A-Z]/.test(key));
  return [(press.ctrlKey || press.metaKey) && "Ctrl", hasShift && "Shift", key]
    .filter(Boolean)
    .join(" ");
}

/** A key that types no Latin letter on this keyboard counts by its place: К is R on a Russian one. */
function nameOfKey({ key, code }: KeyPress): string {
  if (key === " ") return "Space";
  if (key.length > 1) return key;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (place !== undefined && key > "\u007f") return place;
  return key.toUpperCase();
}

/** The presses of a shortcut, in order: two for a chord such as `G M`, otherwise one. */
export function pressesOf(keys: string): string[] {
  const presses: string[] = [];
  let prefix = "";
  for (const part of keys.split(" ")) {
    if (modifiers.has(part)) {
      prefix += `${part} `;
    } else {
      presses.push(prefix + part);
      prefix = "";
    }
  }
  return presses;
}

/**
 * Whether a shortcut consists of characters alone. Speech input and an unsteady hand type those by
 * accident, so they can be switched off (WCAG 2.1.4).
 */
export function isSingleKey(keys: string): boolean {
  return pressesOf(keys).every((press) => press.replace("Shift ", "").length === 1);
}

const symbols: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Enter: "↵",
};

/** The keys of a shortcut as they are printed on a keyboard. */
export function printedKeys(keys: string, { isMac }: { isMac: boolean }): string[] {
  return keys.split(" ").map((part) => {
    if (part === "Ctrl") return isMac ? "⌘" : "Ctrl";
    if (part === "Shift") return isMac ? "⇧" : "Shift";
    return symbols[part] ?? part;
  });
}

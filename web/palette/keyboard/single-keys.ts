import { effect, signal } from "@preact/signals";
import { me } from "../../store/workspace.ts";

/**
 * Whether shortcuts that consist of characters work (WCAG 2.1.4). Setting it keeps the choice, for
 * each user of this browser.
 */
export const singleKeyShortcuts = signal(true);

const nameOf = (userId: string) => `single-key-shortcuts:${userId}`;

effect(() => {
  const id = me.value?.user.id;
  singleKeyShortcuts.value = id === undefined || read(nameOf(id)) !== "off";
});

effect(() => {
  const isOn = singleKeyShortcuts.value;
  const id = me.peek()?.user.id;
  if (id !== undefined) store(nameOf(id), isOn ? undefined : "off");
});

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Without storage the choice lasts until the page is left. */
function store(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {}
}

import type { KeyValueStore } from "./storage.ts";

/** `localStorage`, or undefined where a browser forbids it or there is none. */
export function browserStore(): KeyValueStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

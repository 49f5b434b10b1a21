import { printedKeys } from "./keyboard/keys.ts";

const isMac = globalThis.navigator?.platform.startsWith("Mac") ?? false;

/** The keys of a shortcut, each as on the keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span class="key-caps">
      {printedKeys(keys, { isMac }).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}

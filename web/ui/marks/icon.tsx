import { type IconName, icons } from "./icons.ts";

export type { IconName } from "./icons.ts";

/**
 * An icon beside a text or in a button with a label, so screen readers skip it. Each has a path of
 * its own: with a shared sprite, Chromium loads a document for every use.
 */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={icons[name]} />
    </svg>
  );
}

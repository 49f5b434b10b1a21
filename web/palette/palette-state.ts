import { signal } from "@preact/signals";

export const isPaletteOpen = signal(false);
export const isHelpOpen = signal(false);

export function openPalette(): void {
  isPaletteOpen.value = true;
}

export function openHelp(): void {
  isHelpOpen.value = true;
}

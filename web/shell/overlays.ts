import type { ComponentChildren } from "preact";

/** What may lie over every page: palette, dialogs. Each shows nothing until it is opened. */
export const overlays: readonly (() => ComponentChildren)[] = [];

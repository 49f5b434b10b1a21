import type { ComponentChildren } from "preact";
import { TransitionOverlay } from "../board/transition-overlay.tsx";
import { Keyboard } from "../palette/keyboard/keyboard.tsx";
import { ConflictDialog } from "../ticket/conflict.tsx";
import { CreateDialog } from "../ticket/create-dialog.tsx";
import { DueDialog } from "../ticket/pickers/due-dialog.tsx";

/** What may lie over every page: palette, dialogs. Each shows nothing until it is opened. */
export const overlays: readonly (() => ComponentChildren)[] = [
  Keyboard,
  CreateDialog,
  ConflictDialog,
  DueDialog,
  TransitionOverlay,
];

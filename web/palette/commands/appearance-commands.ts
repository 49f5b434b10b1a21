import { toggleSidebar } from "../../shell/sidebar-state.ts";
import { askToSignOut } from "../../shell/sign-out.tsx";
import { type Theme, theme } from "../../shell/theme.ts";
import type { Behaviour } from "../behaviour.ts";
import type { CommandId } from "../command-list.ts";

const shows = (name: Theme): Behaviour => ({
  isAvailable: () => theme.value !== name,
  run: () => {
    theme.value = name;
  },
});

export const appearanceCommands = {
  light: shows("light"),
  dark: shows("dark"),
  system: shows("system"),
  sidebar: { run: toggleSidebar },
  "sign-out": { run: () => void askToSignOut() },
} satisfies Partial<Record<CommandId, Behaviour>>;

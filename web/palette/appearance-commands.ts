import { signOut } from "../api/session.ts";
import { toggleSidebar } from "../shell/sidebar-state.ts";
import { type Theme, theme } from "../shell/theme.ts";
import type { Behaviour } from "./behaviour.ts";
import type { CommandId } from "./command-list.ts";

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
  "sign-out": { run: () => void signOut() },
} satisfies Partial<Record<CommandId, Behaviour>>;

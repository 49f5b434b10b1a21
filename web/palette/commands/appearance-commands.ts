import { toggleSidebar } from "../../shell/sidebar-state.ts";
import { askToSignOut } from "../../shell/sign-out.tsx";
import { type Theme, theme } from "../../shell/theme.ts";
import { me, workspace } from "../../store/workspace.ts";
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
  sidebar: { isAvailable: () => workspace.value !== undefined, run: toggleSidebar },
  "sign-out": { isAvailable: () => me.value !== undefined, run: () => void askToSignOut() },
} satisfies Partial<Record<CommandId, Behaviour>>;

import type { Permission } from "../store/workspace/permissions.ts";
import type { IconName } from "../ui/marks/icons.ts";
import type { paletteWords } from "../words/en/palette.ts";

/**
 * Where a command works. `list` is a board or any list, `ticket` needs a selected, open or focused
 * ticket, `inbox` is the inbox without an open ticket.
 */
export type Place = "everywhere" | "list" | "ticket" | "inbox";

/** Under which heading the palette and the list of keys show a command. */
export type CommandGroup = Place | "go" | "appearance";

export interface CommandDefinition {
  place: Place;
  group: CommandGroup;
  keys?: string;
  /** Other keys for the same. */
  alsoKeys?: readonly string[];
  icon?: IconName;
  /** What a role must be permitted to have the command at all. */
  needs?: Permission;
  /** Whether a key that stays down repeats the command. */
  repeats?: boolean;
  /** Whether the palette leaves it out, because it only makes sense as a key. */
  isKeyOnly?: boolean;
  /** Whether its keys work in a text field, too. */
  inTextFields?: boolean;
}

export type CommandId = keyof typeof paletteWords.commands;

const everywhere = { place: "everywhere", group: "everywhere" } as const;
const go = { place: "everywhere", group: "go" } as const;
const appearance = { place: "everywhere", group: "appearance" } as const;
const list = { place: "list", group: "list", isKeyOnly: true } as const;
// Nothing can be done with a selection that does not change it.
const selection = { ...list, needs: "ticket:edit" } as const;
const ticket = { place: "ticket", group: "ticket" } as const;
const transition = { ...ticket, needs: "ticket:transition" } as const;
const edit = { ...ticket, needs: "ticket:edit" } as const;
const inbox = { place: "inbox", group: "inbox" } as const;

/**
 * Every command with its keys, once: the palette, the keys and their list are made of it. The palette
 * shows the commands of a group in this order.
 */
export const commandList: Readonly<Record<CommandId, CommandDefinition>> = {
  move: { ...transition, keys: "S", icon: "arrow-right" },
  assign: { ...edit, keys: "A", icon: "user" },
  "assign-to-me": { ...edit, keys: "I", icon: "circle-user-round" },
  priority: { ...edit, keys: "P", icon: "flag" },
  labels: { ...edit, keys: "L", icon: "tag" },
  due: { ...edit, keys: "D", icon: "calendar" },
  "edit-title": { ...edit, keys: "T", icon: "pencil" },
  "edit-description": { ...edit, keys: "E", icon: "pencil" },
  comment: { ...ticket, needs: "comment:create", keys: "M", icon: "message-square" },
  watch: { ...ticket, needs: "ticket:watch", keys: "W", icon: "eye" },
  mute: { ...ticket, needs: "ticket:watch", icon: "bell-off" },
  forward: { ...transition, keys: "Shift ArrowRight", icon: "arrow-right" },
  backward: { ...transition, keys: "Shift ArrowLeft", icon: "arrow-left" },
  "copy-key": { ...ticket, keys: ".", icon: "copy" },
  "copy-link": { ...ticket, keys: "Ctrl Shift C", icon: "link" },
  "copy-branch": { ...ticket, icon: "copy" },
  "copy-markdown": { ...ticket, icon: "copy" },
  delete: { ...ticket, needs: "ticket:delete", icon: "trash-2" },

  archive: { ...inbox, keys: "E", icon: "archive" },
  "mark-unread": { ...inbox, keys: "U", icon: "inbox" },
  "mark-all-read": { ...inbox, keys: "Shift U", icon: "check" },

  palette: { ...everywhere, keys: "Ctrl K", isKeyOnly: true, inTextFields: true },
  search: { ...everywhere, keys: "/", icon: "search", isKeyOnly: true },
  create: { ...everywhere, needs: "ticket:create", keys: "C", icon: "plus" },
  undo: { ...everywhere, keys: "Z", icon: "undo-2" },
  filter: { ...everywhere, keys: "F", icon: "list-filter" },
  help: { ...everywhere, keys: "?", icon: "keyboard" },
  sidebar: { ...everywhere, keys: "[", icon: "panel-left" },
  back: { ...everywhere, keys: "Escape", isKeyOnly: true },

  "my-work": { ...go, keys: "G M", icon: "circle-user-round" },
  inbox: { ...go, keys: "G I", icon: "inbox" },
  board: { ...go, keys: "G B", icon: "square-kanban" },
  list: { ...go, keys: "G L", icon: "rows-3" },
  "search-page": { ...go, icon: "search" },
  trash: { ...go, icon: "trash-2" },
  members: { ...go, icon: "users" },
  workflows: { ...go, icon: "workflow" },
  "audit-log": { ...go, needs: "audit:read", icon: "shield-check" },
  "workspace-settings": { ...go, icon: "settings" },
  "account-settings": { ...go, icon: "user" },
  "switch-workspace": { ...go, icon: "arrow-right" },

  next: { ...list, keys: "J", alsoKeys: ["ArrowDown"], repeats: true },
  previous: { ...list, keys: "K", alsoKeys: ["ArrowUp"], repeats: true },
  right: { ...list, keys: "ArrowRight", repeats: true },
  left: { ...list, keys: "ArrowLeft", repeats: true },
  "ten-down": { ...list, keys: "PageDown", repeats: true },
  "ten-up": { ...list, keys: "PageUp", repeats: true },
  first: { ...list, keys: "Home" },
  last: { ...list, keys: "End" },
  open: { ...list, keys: "Enter" },
  peek: { ...list, keys: "Space" },
  select: { ...selection, keys: "X" },
  "extend-down": { ...selection, keys: "Shift J", alsoKeys: ["Shift ArrowDown"], repeats: true },
  "extend-up": { ...selection, keys: "Shift K", alsoKeys: ["Shift ArrowUp"], repeats: true },
  "select-all": { ...selection, keys: "Ctrl A", isKeyOnly: false, icon: "check" },

  light: { ...appearance, icon: "sun" },
  dark: { ...appearance, icon: "moon" },
  system: { ...appearance, icon: "monitor" },
  "sign-out": { ...appearance, icon: "log-out" },
};

/** All keys of a command. */
export function keysOf({ keys, alsoKeys = [] }: CommandDefinition): readonly string[] {
  return keys === undefined ? alsoKeys : [keys, ...alsoKeys];
}

/** Places where keys work at the same time, so that a key may mean one thing in both of them. */
export const placesTogether: readonly (readonly Place[])[] = [
  ["everywhere", "list", "ticket"],
  ["everywhere", "list", "inbox"],
];

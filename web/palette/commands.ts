import { isPanel, route } from "../routes.ts";
import { listCursor } from "../store/list-cursor.ts";
import { targetIds } from "../store/selection.ts";
import { can } from "../store/workspace.ts";
import { paletteWords } from "../words/en/palette.ts";
import type { Behaviour } from "./behaviour.ts";
import { type CommandDefinition, type CommandId, commandList, type Place } from "./command-list.ts";
import { appearanceCommands } from "./commands/appearance-commands.ts";
import { goCommands } from "./commands/go-commands.ts";
import { inboxCommands } from "./commands/inbox-commands.ts";
import { listCommands } from "./commands/list-commands.ts";
import { ticketCommands } from "./commands/ticket-commands.ts";

/** Something that can be done, with its keys. The palette, the keys and their list show the same ones. */
export interface Command extends CommandDefinition {
  id: CommandId;
  title(): string;
  /** Whether the role has it. */
  isPermitted(): boolean;
  /** Whether it would do something now, besides being in its place. */
  isAvailable(): boolean;
  run(): void;
}

const behaviours: Readonly<Record<CommandId, Behaviour>> = {
  ...ticketCommands,
  ...inboxCommands,
  ...goCommands,
  ...listCommands,
  ...appearanceCommands,
};

export const commands: readonly Command[] = (Object.keys(commandList) as CommandId[]).map((id) => {
  const { needs } = commandList[id];
  const isPermitted = () => needs === undefined || can(needs);
  return {
    ...commandList[id],
    id,
    title: () => paletteWords.commands[id],
    isPermitted,
    isAvailable: () => isPermitted() && (behaviours[id].isAvailable?.() ?? true),
    run: () => behaviours[id].run(),
  };
});

/** The places where keys and commands work now. */
export function activePlaces(): ReadonlySet<Place> {
  const places = new Set<Place>(["everywhere"]);
  if (listCursor.value) places.add("list");
  // The inbox and a ticket share keys, so a row of the inbox is not a ticket until it is open.
  if (route.value.name === "inbox" && !isPanel.value) places.add("inbox");
  else if (targetIds.value.length > 0) places.add("ticket");
  return places;
}

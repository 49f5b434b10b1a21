import { keysOf } from "../command-list.ts";
import { activePlaces, type Command, commands } from "../commands.ts";
import { createChordReader } from "./chords.ts";
import { isSingleKey, nameOfPress } from "./keys.ts";
import { singleKeyShortcuts } from "./single-keys.ts";
import { isInDialog, isOwnKey, isTextField } from "./targets.ts";

const readChord = createChordReader();

/**
 * Carries out the command of a key. What is typed into a field or pressed in a dialog is left alone,
 * and so is what an element has already taken.
 */
export function handleKey(event: KeyboardEvent): void {
  const press = nameOfPress(event);
  if (press === undefined || event.defaultPrevented || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (isInDialog(target) || isOwnKey(target, press)) return;
  const available = availableShortcuts({ inTextField: isTextField(target) });
  const keys = readChord(press, event.timeStamp, [...available.keys()]);
  const command = keys === undefined ? undefined : available.get(keys);
  if (!command) return;
  event.preventDefault();
  if (!event.repeat || command.repeats) command.run();
}

/** What each key would do now. */
function availableShortcuts({ inTextField }: { inTextField: boolean }): Map<string, Command> {
  const places = activePlaces();
  const shortcuts = new Map<string, Command>();
  for (const command of commands) {
    if (!places.has(command.place) || (inTextField && !command.inTextFields)) continue;
    if (!command.isAvailable()) continue;
    for (const keys of keysOf(command)) {
      if (singleKeyShortcuts.peek() || !isSingleKey(keys)) shortcuts.set(keys, command);
    }
  }
  return shortcuts;
}

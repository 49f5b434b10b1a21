import { Dialog } from "../ui/dialog.tsx";
import { Switch } from "../ui/field.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { paletteWords } from "../words/en/palette.ts";
import { type CommandGroup, keysOf } from "./command-list.ts";
import { commands } from "./commands.ts";
import { Keys } from "./key-caps.tsx";
import { singleKeyShortcuts } from "./keyboard/single-keys.ts";
import { isHelpOpen } from "./palette-state.ts";

const groups: readonly CommandGroup[] = ["everywhere", "go", "list", "ticket", "inbox"];

/** The list of all keys. It shows nothing until it is opened. */
export function Help() {
  if (!isHelpOpen.value) return null;
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <Dialog label={paletteWords.helpTitle} onClose={close} kind="wide">
      <header class="dialog-head palette-help-head">
        <div class="grow">
          <h2>{paletteWords.helpTitle}</h2>
          <p>{paletteWords.helpText}</p>
        </div>
        <button
          type="button"
          data-first
          class="icon-button"
          aria-label={paletteWords.close}
          onClick={close}
        >
          <Icon name="x" size={16} />
        </button>
      </header>
      <div class="palette-help-switch">
        <Switch
          label={paletteWords.singleKeys}
          hint={paletteWords.singleKeysHint}
          isOn={singleKeyShortcuts.value}
          onChange={(isOn) => {
            singleKeyShortcuts.value = isOn;
          }}
        />
      </div>
      <div class="palette-help">
        {groups.map((group) => (
          <HelpGroup key={group} group={group} />
        ))}
      </div>
    </Dialog>
  );
}

function HelpGroup({ group }: { group: CommandGroup }) {
  const shown = commands.filter(
    (command) => command.group === group && command.keys && command.isPermitted(),
  );
  return (
    <section>
      <h3>{paletteWords.groups[group]}</h3>
      <dl>
        {shown.map((command) => (
          <div key={command.id} class="palette-help-line">
            <dt>{command.title()}</dt>
            <dd>
              {keysOf(command).map((keys) => (
                <Keys key={keys} keys={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

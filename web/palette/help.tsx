import { Dialog } from "../ui/dialog.tsx";
import { Switch } from "../ui/field.tsx";
import { paletteWords } from "../words/en/palette.ts";
import { type CommandGroup, keysOf } from "./command-list.ts";
import { commands } from "./commands.ts";
import { Keys } from "./key-caps.tsx";
import { isHelpOpen } from "./palette-state.ts";
import { singleKeyShortcuts } from "./single-keys.ts";

const groups: readonly CommandGroup[] = ["everywhere", "go", "list", "ticket", "inbox"];

/** The list of all keys. It shows nothing until it is opened. */
export function Help() {
  if (!isHelpOpen.value) return null;
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <Dialog label={paletteWords.helpTitle} onClose={close} kind="wide">
      <header class="dialog-head">
        <h2>{paletteWords.helpTitle}</h2>
        <p>{paletteWords.helpText}</p>
      </header>
      <div class="help-switch">
        <Switch
          label={paletteWords.singleKeys}
          hint={paletteWords.singleKeysHint}
          isOn={singleKeyShortcuts.value}
          onChange={(isOn) => {
            singleKeyShortcuts.value = isOn;
          }}
        />
      </div>
      <div class="help">
        {groups.map((group) => (
          <HelpGroup key={group} group={group} />
        ))}
      </div>
      <div class="dialog-foot">
        <button type="button" data-first class="button" onClick={close}>
          {paletteWords.close}
        </button>
      </div>
    </Dialog>
  );
}

function HelpGroup({ group }: { group: CommandGroup }) {
  const shown = commands.filter((command) => command.group === group && command.keys);
  return (
    <section>
      <h3>{paletteWords.groups[group]}</h3>
      <dl>
        {shown.map((command) => (
          <div key={command.id} class="help-line">
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

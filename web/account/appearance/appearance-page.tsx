import { singleKeyShortcuts } from "../../palette/keyboard/single-keys.ts";
import type { Route } from "../../routes.ts";
import { SettingsPage } from "../../settings/frame.tsx";
import { type Theme, theme } from "../../shell/theme.ts";
import { type Density, density } from "../../store/density.ts";
import { Switch } from "../../ui/field.tsx";
import { accountWords as words } from "../../words/en/account.ts";

/** How the app looks and listens in this browser. Every change takes effect at once. */
export function AppearancePage({ route }: { route: Route }) {
  return (
    <SettingsPage route={route} title={words.appearance} intro={words.appearanceIntro}>
      <Choice
        title={words.theme}
        options={words.themes}
        value={theme.value}
        choose={(value: Theme) => {
          theme.value = value;
        }}
      />
      <Choice
        title={words.density}
        hint={words.densityHint}
        options={words.densities}
        value={density.value}
        choose={(value: Density) => {
          density.value = value;
        }}
      />
      <Switch
        label={words.shortcuts}
        hint={words.shortcutsHint}
        isOn={singleKeyShortcuts.value}
        onChange={(isOn) => {
          singleKeyShortcuts.value = isOn;
        }}
      />
    </SettingsPage>
  );
}

interface ChoiceProps<Value extends string> {
  title: string;
  hint?: string;
  options: Readonly<Record<Value, string>>;
  value: Value;
  choose: (value: Value) => void;
}

function Choice<Value extends string>({ title, hint, options, value, choose }: ChoiceProps<Value>) {
  return (
    <fieldset class="choices">
      <legend>{title}</legend>
      {(Object.entries(options) as [Value, string][]).map(([option, label]) => (
        <label key={option} class="choice">
          <input
            type="radio"
            name={title}
            value={option}
            checked={option === value}
            onChange={() => choose(option)}
          />
          {label}
        </label>
      ))}
      {hint && <p class="hint">{hint}</p>}
    </fieldset>
  );
}

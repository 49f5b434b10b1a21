import { useMemo } from "preact/hooks";
import type { NewApiToken, ServiceAccount } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { SelectField, TextField } from "../../forms/fields.tsx";
import { createForm, type Form } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { serviceAccountWords as words } from "../../words/en/service-accounts.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { groupsOf, type Scope, scopesOf } from "./scopes.ts";
import { bodyOf, newToken, type TokenValues } from "./token-values.ts";

interface CreateTokenProps {
  account: ServiceAccount;
  onCreated: (token: NewApiToken) => void;
  close: () => void;
}

export function CreateToken({ account, onCreated, close }: CreateTokenProps) {
  const { workspace_id, user_id, role } = account;
  const form = useMemo(
    () =>
      createForm(newToken, {
        async send(values, options) {
          const body = bodyOf(values);
          onCreated(await api.createApiToken({ workspace_id, user_id, ...body }, options));
        },
      }),
    [],
  );
  const { lifetime } = form.values.value;
  const lifetimes = Object.entries(words.lifetimes).map(([value, label]) => ({ value, label }));
  return (
    <div class="panel-box">
      <FormView form={form} action={words.createToken} onCancel={close}>
        <TextField
          form={form}
          name="name"
          label={settingsWords.name}
          hint={words.tokenNameHint}
          isFocused
        />
        <SelectField form={form} name="lifetime" label={words.lifetime} options={lifetimes} />
        {lifetime === "other" && (
          <TextField
            form={form}
            name="expires_in_days"
            label={words.days}
            hint={words.daysHint}
            kind="number"
          />
        )}
        <ScopeChoice form={form} role={role} />
      </FormView>
    </div>
  );
}

function ScopeChoice({ form, role }: { form: Form<TokenValues>; role: ServiceAccount["role"] }) {
  const { scopes } = form.values.value;
  const error = form.errorAt("scopes");
  return (
    <fieldset class="scopes">
      <legend>{words.scopes}</legend>
      <label class="choice">
        <input
          type="radio"
          name="limit"
          checked={scopes === null}
          onChange={() => form.set({ scopes: null })}
        />
        {words.allScopes(settingsWords.roles[role])}
      </label>
      <label class="choice">
        <input
          type="radio"
          name="limit"
          checked={scopes !== null}
          onChange={() => form.set({ scopes: [] })}
        />
        {words.someScopes}
      </label>
      {scopes !== null && (
        <div class="scope-groups">
          {groupsOf(scopesOf(role)).map(([subject, group]) => (
            <fieldset key={subject}>
              <legend>{words.subjects[subject] ?? subject}</legend>
              {group.map((scope) => (
                <ScopeBox key={scope} form={form} scope={scope} chosen={scopes} />
              ))}
            </fieldset>
          ))}
        </div>
      )}
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}

interface ScopeBoxProps {
  form: Form<TokenValues>;
  scope: Scope;
  chosen: readonly Scope[];
}

function ScopeBox({ form, scope, chosen }: ScopeBoxProps) {
  const toggle = (isChosen: boolean) =>
    form.set({
      scopes: isChosen ? [...chosen, scope] : chosen.filter((each) => each !== scope),
    });
  return (
    <label class="choice">
      <input
        type="checkbox"
        name={scope}
        checked={chosen.includes(scope)}
        onChange={({ currentTarget }) => toggle(currentTarget.checked)}
      />
      <span>
        {words.scopeNames[scope]} <code class="hint">{scope}</code>
      </span>
    </label>
  );
}

import { Icon } from "../../ui/marks/icon.tsx";
import { workflowWords as words } from "../../words/en/workflows.ts";
import {
  type Draft,
  type DraftStatus,
  type Rules,
  rulesOf,
  setAllowed,
  setRules,
} from "./draft.ts";

interface MatrixProps {
  draft: Draft;
  change: (draft: Draft) => void;
}

/** Which transitions are allowed, from each status to each other, and what each asks for. */
export function TransitionMatrix({ draft, change }: MatrixProps) {
  const { statuses } = draft;
  const nameOf = ({ id, name }: DraftStatus) =>
    name || words.unnamed(statuses.findIndex((each) => each.id === id) + 1);
  return (
    <div class="matrix-box scroll">
      <table class="matrix">
        <thead>
          <tr>
            <th>
              <span class="visually-hidden">{words.fromTo}</span>
            </th>
            {statuses.map((to) => (
              <th key={to.id} scope="col">
                {nameOf(to)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {statuses.map((from) => (
            <tr key={from.id}>
              <th scope="row">{nameOf(from)}</th>
              {statuses.map((to) =>
                to.id === from.id ? (
                  <td key={to.id} class="matrix-self" />
                ) : (
                  <td key={to.id}>
                    <Cell
                      draft={draft}
                      change={change}
                      from={from}
                      to={to}
                      names={[nameOf(from), nameOf(to)]}
                    />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps extends MatrixProps {
  from: DraftStatus;
  to: DraftStatus;
  names: readonly [from: string, to: string];
}

function Cell({ draft, change, from, to, names }: CellProps) {
  const cell = { from: from.id, to: to.id };
  const rules = rulesOf(draft, cell);
  const set = (changes: Partial<Rules>) => change(setRules(draft, cell, changes));
  return (
    <div class={rules ? "cell cell-allowed" : "cell"}>
      <button
        class="cell-allow"
        type="button"
        aria-pressed={rules !== undefined}
        aria-label={words.allow(...names)}
        onClick={() => change(setAllowed(draft, cell, !rules))}
      >
        {rules && <Icon name="check" size={15} />}
      </button>
      {rules && (
        <div class="cell-rules">
          <RuleSwitch
            text={words.reason}
            label={words.reasonOf(...names)}
            isOn={rules.reason_required}
            set={(reason_required) => set({ reason_required })}
          />
          {to.category === "done" && (
            <RuleSwitch
              text={words.resolution}
              label={words.resolutionOf(...names)}
              isOn={rules.resolution_required}
              set={(resolution_required) => set({ resolution_required })}
            />
          )}
          <RuleSwitch
            text={words.admins}
            label={words.adminsOf(...names)}
            isOn={rules.admins_only}
            set={(admins_only) => set({ admins_only })}
          />
        </div>
      )}
    </div>
  );
}

interface RuleSwitchProps {
  text: string;
  label: string;
  isOn: boolean;
  set: (isOn: boolean) => void;
}

function RuleSwitch({ text, label, isOn, set }: RuleSwitchProps) {
  return (
    <button
      class={isOn ? "rule rule-on" : "rule"}
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      onClick={() => set(!isOn)}
    >
      {text}
    </button>
  );
}

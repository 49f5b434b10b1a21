import { Select } from "../../forms/fields.tsx";
import { setQuery } from "../../routes.ts";
import { members } from "../../store/workspace.ts";
import { Field } from "../../ui/field.tsx";
import { auditActions, auditWords as words } from "../../words/en/audit.ts";
import { type AuditFilters, filterNames } from "./filters.ts";

const actions = Object.entries(auditActions)
  .map(([value, label]) => ({ value, label }))
  .sort((a, b) => a.label.localeCompare(b.label));
const outcomes = Object.entries(words.outcomes).map(([value, label]) => ({ value, label }));

/** The filters. Each takes effect at once, and stays in the address. */
export function FilterView({ filters }: { filters: AuditFilters }) {
  const set = (name: keyof AuditFilters) => (value: string) =>
    setQuery({ [name]: value === "" ? undefined : value });
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">{words.filters}</legend>
      <FilterSelect
        label={words.actor}
        none={words.anybody}
        value={filters.actor_id}
        options={withValue(memberOptions(), filters.actor_id)}
        choose={set("actor_id")}
      />
      <FilterSelect
        label={words.action}
        none={words.anything}
        value={filters.action}
        options={withValue(actions, filters.action)}
        choose={set("action")}
      />
      <FilterSelect
        label={words.outcome}
        none={words.anyOutcome}
        value={filters.outcome}
        options={withValue(outcomes, filters.outcome)}
        choose={set("outcome")}
      />
      <FilterInput label={words.from} type="date" value={filters.from} choose={set("from")} />
      <FilterInput label={words.to} type="date" value={filters.to} choose={set("to")} />
      <FilterInput
        label={words.subject}
        type="text"
        value={filters.subject_id}
        choose={set("subject_id")}
      />
      {filters.token_id !== undefined && (
        <button class="button" type="button" onClick={() => set("token_id")("")}>
          {words.tokenFilter} ×
        </button>
      )}
      {Object.keys(filters).length > 0 && (
        <button class="button button-plain" type="button" onClick={clearFilters}>
          {words.clear}
        </button>
      )}
    </fieldset>
  );
}

export function clearFilters(): void {
  setQuery(Object.fromEntries(filterNames.map((name) => [name, undefined])));
}

interface Option {
  value: string;
  label: string;
}

function memberOptions(): Option[] {
  return [...members.value.values()]
    .map(({ user_id, name, handle }) => ({
      value: user_id ?? "",
      label: name ?? `@${handle}`,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** A value of the address that is not among the options is shown as it is. */
function withValue(options: Option[], value: string | undefined): Option[] {
  const isKnown = value === undefined || options.some((option) => option.value === value);
  return isKnown ? options : [{ value, label: value }, ...options];
}

interface FilterSelectProps {
  label: string;
  none: string;
  value: string | undefined;
  options: readonly Option[];
  choose: (value: string) => void;
}

function FilterSelect({ label, none, value = "", options, choose }: FilterSelectProps) {
  return (
    <Field label={label}>
      {(attributes) => (
        <Select
          {...attributes}
          options={[{ value: "", label: none }, ...options]}
          value={value}
          choose={choose}
        />
      )}
    </Field>
  );
}

interface FilterInputProps {
  label: string;
  type: "date" | "text";
  value: string | undefined;
  choose: (value: string) => void;
}

function FilterInput({ label, type, value = "", choose }: FilterInputProps) {
  return (
    <Field label={label}>
      {(attributes) => (
        <input
          {...attributes}
          {...(type === "date" ? { type: "date" } : { type: "text" })}
          value={value}
          onChange={({ currentTarget }) => choose(currentTarget.value.trim())}
        />
      )}
    </Field>
  );
}

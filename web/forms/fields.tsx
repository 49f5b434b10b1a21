import type { JSX, TargetedEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Field } from "../ui/field.tsx";
import type { Form } from "./form.ts";

interface FieldProps<Values extends object> {
  form: Form<Values>;
  name: keyof Values & string;
  label: string;
  hint?: string | undefined;
}

interface TextFieldProps<Values extends object> extends FieldProps<Values> {
  kind?: "text" | "email" | "password" | "number";
  autocomplete?: string;
  /** Shown while the field is empty, if the form takes it for what is not typed. */
  suggestion?: string;
  /** Whether the field has the focus when it appears. */
  isFocused?: boolean;
}

/** A line of text. */
export function TextField<Values extends object>({
  form,
  name,
  label,
  hint,
  kind = "text",
  autocomplete,
  suggestion = "",
  isFocused = false,
}: TextFieldProps<Values>) {
  const element = useRef<HTMLInputElement>(null);
  const set = (value: string) => form.set({ [name]: value } as unknown as Partial<Values>);
  useLayoutEffect(() => {
    if (isFocused) element.current?.focus();
  }, []);
  return (
    <Field label={label} hint={hint} error={form.errorAt(name)}>
      {(attributes) => {
        const common = {
          ...attributes,
          ref: element,
          name,
          autocomplete,
          placeholder: suggestion,
          value: String(form.values.value[name]),
          onInput: ({ currentTarget }: TargetedEvent<HTMLInputElement>) => set(currentTarget.value),
        };
        if (kind === "email") return <input type="email" {...common} />;
        if (kind === "password") return <input type="password" {...common} />;
        if (kind === "number") return <input type="text" inputMode="numeric" {...common} />;
        return <input type="text" {...common} />;
      }}
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
}

/** One of a few values. */
export function SelectField<Values extends object>({
  form,
  name,
  label,
  hint,
  options,
}: FieldProps<Values> & { options: readonly Option[] }) {
  return (
    <Field label={label} hint={hint} error={form.errorAt(name)}>
      {(attributes) => (
        <Select
          {...attributes}
          name={name}
          options={options}
          value={String(form.values.value[name])}
          choose={(value) => form.set({ [name]: value } as unknown as Partial<Values>)}
        />
      )}
    </Field>
  );
}

type SelectProps = Pick<
  JSX.IntrinsicElements["select"],
  "id" | "name" | "disabled" | "aria-label" | "aria-describedby" | "aria-invalid"
> & {
  options: readonly Option[];
  value: string;
  choose: (value: string) => void;
};

/** A choice outside of a form, or inside of a field. */
export function Select({ options, value, choose, ...attributes }: SelectProps) {
  return (
    <select
      {...attributes}
      class="input select"
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

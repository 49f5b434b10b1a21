import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Failure } from "../loading/failure.tsx";
import { formWords as words } from "../words/en/forms.ts";
import type { Form } from "./form.ts";

interface FormViewProps<Values extends object> {
  form: Form<Values>;
  /** What the button says: what happens. */
  action: string;
  children: ComponentChildren;
  /** After the form was accepted. */
  onDone?: () => void;
  /** Offers to leave it. */
  onCancel?: () => void;
  tone?: "primary" | "danger";
  /** Fields and button in one line, where there is room. */
  isInline?: boolean;
  isDisabled?: boolean;
  /** In a dialog the buttons are at its end, what is done last. */
  isInDialog?: boolean;
  /** For forms that are as long as a page: Enter in a field does not submit them, Ctrl Enter does. */
  isLong?: boolean;
}

/** A form that Enter or Ctrl Enter submits, and that moves the focus to the first field with an error. */
export function FormView<Values extends object>({
  form,
  action,
  children,
  onDone,
  onCancel,
  tone = "primary",
  isInline = false,
  isDisabled = false,
  isInDialog = false,
  isLong = false,
}: FormViewProps<Values>) {
  const element = useRef<HTMLFormElement>(null);
  const submit = async () => {
    if (isDisabled) return;
    if (await form.submit()) return onDone?.();
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  };
  const classes = ["form"];
  if (isInline) classes.push("form-inline");
  if (isLong) classes.push("form-long");
  if (isInDialog) classes.push("form-in-dialog");
  const cancel = onCancel && (
    // A second press of Space or Enter must not do what cannot be undone.
    <button
      class="button"
      type="button"
      data-first={tone === "danger" || undefined}
      onClick={onCancel}
    >
      {words.cancel}
    </button>
  );
  return (
    <form
      ref={element}
      class={classes.join(" ")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        const isSubmit = event.ctrlKey || event.metaKey;
        if (!isSubmit && !(isLong && event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        if (isSubmit) void submit();
      }}
    >
      {children}
      <div class="form-actions">
        {isInDialog && cancel}
        <button
          class={`button button-${tone}`}
          type="submit"
          disabled={isDisabled}
          aria-disabled={form.isPending.value}
        >
          {form.isPending.value ? words.sending : action}
        </button>
        {!isInDialog && cancel}
      </div>
      <Failure error={form.failure.value} />
    </form>
  );
}

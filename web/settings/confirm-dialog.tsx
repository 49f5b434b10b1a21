import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { createForm } from "../forms/form.ts";
import { FormView } from "../forms/form-view.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface ConfirmDialogProps {
  title: string;
  /** What happens. */
  children: ComponentChildren;
  /** What the button says. */
  action: string;
  run: (options: { idempotencyKey: string }) => Promise<void>;
  close: () => void;
  /** Not yet: something has to be typed first. */
  isDisabled?: boolean;
  /** `primary` is for what can be taken back. */
  tone?: "primary" | "danger";
}

/** Says what an action does before it is done. */
export function ConfirmDialog({
  title,
  children,
  action,
  run,
  close,
  isDisabled = false,
  tone = "danger",
}: ConfirmDialogProps) {
  const form = useMemo(() => createForm({}, { send: (_, options) => run(options) }), []);
  return (
    <Dialog label={title} onClose={close}>
      <div class="dialog-stack">
        <h2>{title}</h2>
        <FormView
          form={form}
          action={action}
          tone={tone}
          onDone={close}
          onCancel={close}
          isInDialog
          isDisabled={isDisabled}
        >
          <div class="confirm-text">{children}</div>
        </FormView>
      </div>
    </Dialog>
  );
}

/** A list of what an action changes. */
export function Consequences({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul class="consequences">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

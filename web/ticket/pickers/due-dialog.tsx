import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { ticketWords } from "../../words/en/ticket.ts";

const words = ticketWords.pick;

const asked = signal<{ day: string; answer: (day: string) => void } | undefined>(undefined);

/** Asks for a day of the calendar. Nothing happens if the question is closed. */
export function askDay(day: string, answer: (day: string) => void): void {
  asked.value = { day, answer };
}

/** The app has one. */
export function DueDialog() {
  const open = asked.value;
  return open ? <DueForm day={open.day} answer={open.answer} /> : null;
}

function DueForm({ day: first, answer }: { day: string; answer: (day: string) => void }) {
  const [day, setDay] = useState(first);
  const close = () => {
    asked.value = undefined;
  };
  return (
    <Dialog label={words.dueDate} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (day === "") return;
          close();
          answer(day);
        }}
      >
        <Field label={words.dueDate}>
          {(input) => (
            <input
              {...input}
              data-first
              type="date"
              value={day}
              onInput={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="dialog-foot">
          <button type="button" class="button" onClick={close}>
            {words.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={day === ""}>
            {words.setDay}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

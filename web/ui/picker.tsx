import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { shellWords } from "../words/en/shell.ts";
import { type Choice, matchingChoices } from "./choices.ts";
import { Icon } from "./marks/icon.tsx";
import { placePicker } from "./picker/place-picker.ts";

export type { Choice } from "./choices.ts";

export interface PickerOptions {
  title: string;
  /** A list, or a function that is called with what is typed and on every change of a signal it reads. */
  choices: readonly Choice[] | ((text: string) => readonly Choice[]);
  pick: (id: string) => unknown;
  /** It stays open, for choices that are switched on and off. */
  multiple?: boolean;
  /** Whether there is a text field to search in; true unless said. */
  search?: boolean;
  /** What is said where there is nothing to choose from, whatever is typed. */
  nothing?: string;
}

interface OpenPicker extends PickerOptions {
  anchor: DOMRect | undefined;
}

const open = signal<OpenPicker | undefined>(undefined);

/** Opens a list to choose from beside an element; without one, in the middle. On a phone it is a sheet. */
export function openPicker(anchor: Element | null, options: PickerOptions): void {
  open.value = { ...options, anchor: anchor?.getBoundingClientRect() };
}

/** Closes the list that is shown, and gives the focus back. */
let leave: (() => void) | undefined;

export function closePicker(): void {
  // At once, so that what is picked finds the focus where it was.
  leave?.();
  open.value = undefined;
}

/** The place where pickers appear. The app has one. */
export function Picker() {
  const shown = open.value;
  return shown ? <PickerList key={shown.title} {...shown} /> : null;
}

function PickerList(picker: OpenPicker) {
  const { title, choices, anchor, pick, multiple, search = true, nothing } = picker;
  const [text, setText] = useState("");
  const box = useRef<HTMLDialogElement>(null);
  const shown = typeof choices === "function" ? choices(text) : matchingChoices(choices, text);
  const [at, setAt] = useState(0);
  const hasNumbers = typeof choices !== "function" && text === "";

  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    // One picker may lead to the next: that one finds the focus where the first has put it back.
    const focusedBefore = document.activeElement;
    dialog.showModal();
    const grows = typeof choices === "function";
    const place = () => placePicker(dialog, { anchor, grows });
    place();
    addEventListener("resize", place);
    // It names the current choice, which a screen reader then speaks.
    const named = dialog.querySelector<HTMLElement>("input, [role=listbox]");
    (named ?? dialog).focus({ preventScroll: true });
    const own = () => {
      leave = undefined;
      // While it is open, nothing outside it can take the focus.
      dialog.close();
      if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) {
        focusedBefore.focus({ preventScroll: true });
      }
    };
    leave = own;
    return () => {
      removeEventListener("resize", place);
      if (leave === own) own();
    };
  }, []);
  useLayoutEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    if (!multiple) closePicker();
    pick(choice.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.max(0, Math.min(at + 1, shown.length - 1)));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") choose(shown[at]);
    else if (event.key === "Tab") closePicker();
    else if (hasNumbers && /^[1-9]$/.test(event.key)) choose(shown[Number(event.key) - 1]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={box}
      class="picker"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        closePicker();
      }}
      onPointerDown={(event) => {
        if (event.target === box.current) closePicker();
      }}
    >
      <div class="picker-box">
        {search ? (
          <input
            class="picker-input"
            placeholder={`${title}…`}
            aria-label={title}
            role="combobox"
            aria-expanded="true"
            aria-controls="picker-list"
            aria-activedescendant={shown[at] ? `picker-choice-${at}` : undefined}
            autocomplete="off"
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setAt(0);
            }}
          />
        ) : (
          <div class="picker-title">{title}</div>
        )}
        <PickerChoices
          {...{ title, shown, at, setAt, choose }}
          nothing={text === "" && nothing ? nothing : shellWords.nothingMatches}
          hasNumbers={hasNumbers}
          hasInput={search}
          isMultiple={multiple === true}
        />
      </div>
    </dialog>
  );
}

function PickerChoices({
  title,
  shown,
  at,
  setAt,
  choose,
  nothing,
  hasNumbers,
  hasInput,
  isMultiple,
}: {
  title: string;
  shown: readonly Choice[];
  at: number;
  setAt: (at: number) => void;
  choose: (choice: Choice) => void;
  nothing: string;
  hasNumbers: boolean;
  /** Whether a text field keeps the focus; else the list has it. */
  hasInput: boolean;
  isMultiple: boolean;
}) {
  if (shown.length === 0) {
    return (
      <p class="picker-empty" role="status">
        {nothing}
      </p>
    );
  }
  return (
    <div
      class="picker-list scroll"
      role="listbox"
      id="picker-list"
      aria-label={title}
      aria-multiselectable={isMultiple}
      tabIndex={hasInput ? undefined : 0}
      aria-activedescendant={hasInput ? undefined : `picker-choice-${at}`}
    >
      {shown.map((choice, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the picker's.
        // biome-ignore lint/a11y/useFocusableInteractive: the text field or the list keeps the focus and names the choice.
        <div
          key={choice.id}
          id={`picker-choice-${index}`}
          class="picker-choice"
          role="option"
          aria-selected={index === at}
          aria-checked={choice.isChecked}
          onPointerMove={() => setAt(index)}
          onClick={() => choose(choice)}
        >
          {choice.icon}
          <span class="grow cut">{choice.name}</span>
          {choice.hint && <span class="hint">{choice.hint}</span>}
          {choice.isChecked && <Icon name="check" size={14} />}
          {hasNumbers && index < 9 && <kbd>{index + 1}</kbd>}
        </div>
      ))}
    </div>
  );
}

import { useRef } from "preact/hooks";
import { Select } from "../../forms/fields.tsx";
import { Icon, type IconName } from "../../ui/marks/icon.tsx";
import { workflowWords as words } from "../../words/en/workflows.ts";
import {
  addStatus,
  type Category,
  type Draft,
  type DraftStatus,
  editStatus,
  moveStatus,
  removeStatus,
} from "./draft.ts";

const categories = (Object.keys(words.categories) as Category[]).map((category) => ({
  value: category,
  label: words.categories[category],
}));

interface StatusEditorProps {
  draft: Draft;
  errorAt: (field: string) => string | undefined;
  change: (draft: Draft) => void;
}

/** The statuses in their order, with name, category, and buttons to move and remove each. */
export function StatusEditor({ draft, errorAt, change }: StatusEditorProps) {
  const rows = useRef<HTMLOListElement>(null);
  const add = () => {
    change(addStatus(draft));
    // The new row is there with the next frame.
    requestAnimationFrame(() =>
      rows.current?.querySelector<HTMLElement>(".status-row:last-child input")?.focus(),
    );
  };
  return (
    <>
      <ol class="status-rows" ref={rows}>
        {draft.statuses.map((status, index) => (
          <StatusRow
            key={status.id}
            status={status}
            index={index}
            error={errorAt(`statuses/${index}/status`)}
            draft={draft}
            change={change}
          />
        ))}
      </ol>
      <p>
        <button class="button" type="button" onClick={add}>
          <Icon name="plus" size={14} />
          {words.addStatus}
        </button>
      </p>
    </>
  );
}

interface StatusRowProps {
  status: DraftStatus;
  index: number;
  error: string | undefined;
  draft: Draft;
  change: (draft: Draft) => void;
}

function StatusRow({ status, index, error, draft, change }: StatusRowProps) {
  const { id, name, category } = status;
  const shown = name || words.unnamed(index + 1);
  const errorId = `status-error-${id}`;
  return (
    <li class="status-row">
      <span class={`status-dot status-dot-${category}`} aria-hidden="true" />
      <div class="status-name">
        <input
          class="input"
          aria-label={words.statusName(index + 1)}
          aria-invalid={error !== undefined}
          aria-describedby={error ? errorId : undefined}
          title={words.statusKey(status.status)}
          value={name}
          onInput={({ currentTarget }) =>
            change(editStatus(draft, id, { name: currentTarget.value }))
          }
        />
        {error && (
          <p class="field-error" id={errorId}>
            {error}
          </p>
        )}
      </div>
      <Select
        aria-label={words.category(shown)}
        options={categories}
        value={category}
        choose={(next) => change(editStatus(draft, id, { category: next as Category }))}
      />
      <span class="status-buttons">
        <RowButton
          icon="arrow-up"
          label={words.moveBefore(shown)}
          isDisabled={index === 0}
          run={() => change(moveStatus(draft, id, -1))}
        />
        <RowButton
          icon="arrow-down"
          label={words.moveAfter(shown)}
          isDisabled={index === draft.statuses.length - 1}
          run={() => change(moveStatus(draft, id, 1))}
        />
        <RowButton
          icon="x"
          label={words.removeStatus(shown)}
          isDisabled={draft.statuses.length === 1}
          run={() => change(removeStatus(draft, id))}
        />
      </span>
    </li>
  );
}

interface RowButtonProps {
  icon: IconName;
  label: string;
  isDisabled: boolean;
  run: () => void;
}

function RowButton({ icon, label, isDisabled, run }: RowButtonProps) {
  return (
    <button
      class="icon-button"
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={isDisabled}
      onClick={() => !isDisabled && run()}
    >
      <Icon name={icon} size={15} />
    </button>
  );
}

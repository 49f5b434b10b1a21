import { useEffect } from "preact/hooks";
import type { CommandId } from "../palette/command-list.ts";
import { commands } from "../palette/commands.ts";
import { Keys } from "../palette/key-caps.tsx";
import { announce } from "../store/announcements.ts";
import { bulkRefusals } from "../store/outbox/bulk-refusals.ts";
import { clearSelection, selectedIds } from "../store/selection.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { listWords } from "../words/en/list.ts";

const offered: readonly (readonly [CommandId, string])[] = [
  ["move", listWords.moveTo],
  ["assign", listWords.assign],
  ["priority", listWords.priority],
  ["labels", listWords.labels],
  ["due", listWords.due],
  ["delete", listWords.toTrash],
];

/** What can be done with the selected tickets, and what the last change of many was refused. */
export function BulkBar() {
  const count = selectedIds.value.size;
  const refused = bulkRefusals.value;
  useEffect(() => {
    if (count > 0) announce(listWords.selected(count));
  }, [count]);
  if (count === 0 && refused.length === 0) return null;
  return (
    <section class="bulk" aria-label={listWords.selection}>
      {refused.length > 0 && <Refusals />}
      {count > 0 && (
        <div class="bulk-bar" role="toolbar" aria-label={listWords.selection}>
          <b>{listWords.selected(count)}</b>
          {offered.map(([id, name]) => (
            <BulkButton key={id} id={id} name={name} />
          ))}
          <button
            type="button"
            class="icon-button"
            aria-label={listWords.clearSelection}
            title={listWords.clearSelection}
            onClick={clearSelection}
          >
            <Icon name="x" size={15} />
          </button>
        </div>
      )}
    </section>
  );
}

function BulkButton({ id, name }: { id: CommandId; name: string }) {
  const command = commands.find((each) => each.id === id);
  if (!command?.isAvailable()) return null;
  return (
    <button
      type="button"
      class="button button-plain"
      data-command={id}
      title={command.title()}
      onClick={() => command.run()}
    >
      {command.icon && <Icon name={command.icon} size={15} />}
      <span class="bulk-name">{name}</span>
      {command.keys && <Keys keys={command.keys} />}
    </button>
  );
}

function Refusals() {
  const refused = bulkRefusals.value;
  return (
    <div class="bulk-refusals" role="alert">
      <div class="bulk-refusals-head">
        <b class="grow">{listWords.refused(refused.length)}</b>
        <button
          type="button"
          class="icon-button icon-button-small"
          aria-label={listWords.close}
          onClick={() => {
            bulkRefusals.value = [];
          }}
        >
          <Icon name="x" size={14} />
        </button>
      </div>
      <ul class="scroll">
        {refused.map(({ id, key, detail }) => (
          <li key={id}>
            <b class="number">{key}</b> {detail}
          </li>
        ))}
      </ul>
    </div>
  );
}

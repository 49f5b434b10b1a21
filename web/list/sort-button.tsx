import { setQuery } from "../routes.ts";
import { sorts, type TicketSort } from "../store/ticket-order.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { openPicker } from "../ui/picker.tsx";
import { listWords } from "../words/en/list.ts";

/** The order of a list, which is in the address. */
export function SortButton({ sort }: { sort: TicketSort }) {
  return (
    <button
      type="button"
      class="button button-plain sort-button"
      aria-haspopup="dialog"
      aria-label={`${listWords.sort}: ${listWords.sorts[sort]}`}
      onClick={(event) =>
        openPicker(event.currentTarget, {
          title: listWords.sort,
          search: false,
          choices: sorts.map((id) => ({
            id,
            name: listWords.sorts[id],
            isChecked: id === sort,
          })),
          pick: (id) => setQuery({ sort: id }),
        })
      }
    >
      <Icon name="arrow-up-down" size={14} />
      <span class="header-word">{listWords.sorts[sort]}</span>
    </button>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import { query, setQuery } from "../routes.ts";
import { filterFromQuery, filterNames, type TicketFilter } from "../store/ticket-filter.ts";
import { forgetLabels } from "../ticket/pickers/labels.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { openPicker } from "../ui/picker.tsx";
import { listWords } from "../words/en/list.ts";
import { type ChosenFilter, filterChoices, filterIcons, filterText } from "./filter-choices.tsx";
import { useFilterRequests } from "./filter-state.ts";

const WORDS_MS = 250;

/**
 * The filter of a board or a list: a button, and a chip for each filter that is set. All of it is in
 * the address, under the names of the API.
 */
export function FilterBar({
  projectKey,
  without = [],
}: {
  projectKey?: string;
  /** Filters that the view does not offer: a board has a column for each status. */
  without?: readonly (keyof TicketFilter)[];
}) {
  const filter = filterFromQuery(query.value);
  const button = useRef<HTMLButtonElement>(null);
  const [hasWords, setHasWords] = useState(false);
  const offered = filterNames.filter((name) => !without.includes(name));
  const open = () => {
    openFilterPicker(button.current, {
      offered,
      projectKey,
      onWords: () => setHasWords(true),
    });
  };
  useFilterRequests(open);
  const set = offered.filter((name) => filter[name] !== undefined);
  return (
    <div class="filter-bar">
      <button
        ref={button}
        type="button"
        class="button button-plain"
        aria-label={listWords.filter}
        onClick={open}
      >
        <Icon name="list-filter" size={15} />
        <span class="header-word">{listWords.filter}</span>
      </button>
      {set.map((name) =>
        name === "q" ? null : (
          <FilterChip key={name} name={name} values={filter[name] ?? []} projectKey={projectKey} />
        ),
      )}
      {(filter.q !== undefined || hasWords) && offered.includes("q") && (
        <WordsChip text={filter.q ?? ""} isNew={hasWords} onEnd={() => setHasWords(false)} />
      )}
      {set.length > 1 && (
        <button
          type="button"
          class="button button-plain button-small"
          onClick={() => clearFilter(offered)}
        >
          {listWords.clear}
        </button>
      )}
    </div>
  );
}

export function clearFilter(names: readonly (keyof TicketFilter)[] = filterNames): void {
  setQuery(Object.fromEntries(names.map((name) => [name, undefined])));
}

function openFilterPicker(
  anchor: Element | null,
  {
    offered,
    projectKey,
    onWords,
  }: {
    offered: readonly (keyof TicketFilter)[];
    projectKey: string | undefined;
    onWords: () => void;
  },
): void {
  openPicker(anchor, {
    title: listWords.filterBy,
    search: false,
    choices: offered.map((name) => ({
      id: name,
      name: listWords.filters[name],
      icon: <Icon name={filterIcons[name]} size={15} />,
    })),
    pick: (id) => {
      const name = offered.find((each) => each === id);
      if (name === "q") onWords();
      else if (name) openValues(anchor, { name, projectKey });
    },
  });
}

/** The values of one filter, to be switched on and off while the view follows. */
function openValues(
  anchor: Element | null,
  { name, projectKey }: { name: ChosenFilter; projectKey: string | undefined },
): void {
  if (name === "label") forgetLabels();
  const chosen = (): readonly string[] => filterFromQuery(query.value)[name] ?? [];
  openPicker(anchor, {
    title: listWords.filters[name],
    multiple: true,
    choices: (text) => filterChoices(name, { text, chosen: chosen(), projectKey }),
    pick: (id) => {
      const before = chosen();
      const next = before.includes(id) ? before.filter((each) => each !== id) : [...before, id];
      setQuery({ [name]: next.length > 0 ? next : undefined });
    },
  });
}

function FilterChip({
  name,
  values,
  projectKey,
}: {
  name: ChosenFilter;
  values: readonly string[];
  projectKey: string | undefined;
}) {
  const title = listWords.filters[name];
  const text = filterText(name, values);
  return (
    <span class="chip filter-chip">
      <button
        type="button"
        class="filter-value"
        aria-label={listWords.changeFilter(title, text)}
        onClick={(event) => openValues(event.currentTarget, { name, projectKey })}
      >
        {title}: <b>{text}</b>
      </button>
      <RemoveButton name={name} />
    </span>
  );
}

function RemoveButton({ name }: { name: keyof TicketFilter }) {
  return (
    <button
      type="button"
      aria-label={listWords.removeFilter(listWords.filters[name])}
      onClick={() => setQuery({ [name]: undefined })}
    >
      <Icon name="x" size={13} />
    </button>
  );
}

/** Words to search for. The view follows a moment after the last key, and at once on Enter. */
function WordsChip({ text, isNew, onEnd }: { text: string; isNew: boolean; onEnd: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (isNew) input.current?.focus();
    return () => clearTimeout(timer.current);
  }, [isNew]);
  const apply = (value: string) => {
    clearTimeout(timer.current);
    setQuery({ q: value.trim() === "" ? undefined : value.trim() });
  };
  return (
    <span class="chip filter-chip">
      <input
        ref={input}
        type="search"
        class="filter-words"
        aria-label={listWords.wordsIn}
        placeholder={listWords.filters.q}
        defaultValue={text}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => apply(value), WORDS_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply(event.currentTarget.value);
        }}
        onBlur={(event) => {
          apply(event.currentTarget.value);
          onEnd();
        }}
      />
      <RemoveButton name="q" />
    </span>
  );
}

import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { FilterBar } from "../list/filter-bar.tsx";
import { ListBody } from "../list/list-body.tsx";
import { SortButton } from "../list/sort-button.tsx";
import { query, setQuery } from "../routes.ts";
import { Header } from "../shell/header.tsx";
import { followTicketList } from "../store/lists/live-lists.ts";
import { createTicketList, type TicketList } from "../store/lists/ticket-list.ts";
import { filterFromQuery, isFiltered } from "../store/ticket-filter.ts";
import { sortFromQuery } from "../store/ticket-order.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Switch } from "../ui/field.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { listWords } from "../words/en/list.ts";

const REST_MS = 250;

/** Search in all projects. Words, filters and sort are in the address. */
export function SearchPage() {
  const filter = filterFromQuery(query.value);
  return (
    <>
      <Header title={listWords.search}>
        <SortButton sort={sortFromQuery(query.value, "-created_at")} />
        <FilterBar without={["q"]} />
      </Header>
      <SearchField />
      {isFiltered(filter) ? <Results /> : <Start />}
    </>
  );
}

function SearchField() {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const words = query.value.get("q") ?? "";
  useEffect(() => {
    input.current?.focus();
    return () => clearTimeout(timer.current);
  }, []);
  /** What this field has sent, while more may be typed. Other words come from another address. */
  const sent = useRef(words);
  useLayoutEffect(() => {
    if (words === sent.current) return;
    clearTimeout(timer.current);
    sent.current = words;
    if (input.current) input.current.value = words;
  }, [words]);
  const search = (value: string) => {
    clearTimeout(timer.current);
    sent.current = value.trim();
    setQuery({ q: sent.current || undefined });
  };
  return (
    <form
      class="search-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search(input.current?.value ?? "");
      }}
    >
      <label class="search-field">
        <Icon name="search" size={16} />
        <span class="visually-hidden">{listWords.searchLabel}</span>
        <input
          ref={input}
          type="search"
          maxLength={200}
          placeholder={listWords.searchLabel}
          autocomplete="off"
          defaultValue={words}
          onInput={(event) => {
            const { value } = event.currentTarget;
            clearTimeout(timer.current);
            timer.current = setTimeout(() => search(value), REST_MS);
          }}
        />
      </label>
      <Switch
        label={listWords.includeArchived}
        isOn={query.value.get("archived") === "include"}
        onChange={(isOn) => setQuery({ archived: isOn ? "include" : undefined })}
      />
    </form>
  );
}

function Start() {
  return (
    <div class="list-empty">
      <EmptyState icon="search" title={listWords.searchStart}>
        <p>{listWords.searchStartText}</p>
        <p class="hint">{listWords.searchHint}</p>
      </EmptyState>
    </div>
  );
}

function Results() {
  const { value: current } = query;
  const sort = sortFromQuery(current, "-created_at");
  const isArchived = current.get("archived") === "include";
  const request = {
    ...filterFromQuery(current),
    sort,
    ...(isArchived && { archived: "include" as const }),
  };
  const name = JSON.stringify(request);
  const list = useMemo(() => createTicketList(request), [name]);
  useEffect(() => followTicketList(list), [list]);
  return (
    <ListBody
      key={name}
      list={list}
      sort={sort}
      onSort={(next) => setQuery({ sort: next })}
      noteOf={(id) => matchText(list, id)}
      empty={
        <EmptyState icon="search" title={listWords.nothingFound}>
          <p>{listWords.nothingFoundText}</p>
        </EmptyState>
      }
    />
  );
}

/** Where the search has found a ticket, unless its row shows it anyway. */
function matchText(list: TicketList, id: string): string | undefined {
  const fields = new Set((list.matches.get(id) ?? []).map(({ field }) => field));
  if (fields.has("title") || fields.has("key") || fields.has("number")) return undefined;
  const names = [...fields].flatMap((field) => listWords.foundIn[field] || []);
  return names.length > 0 ? listWords.matchedIn(names.join(listWords.and)) : undefined;
}

import { useEffect, useRef } from "preact/hooks";
import { useFilterRequests } from "../list/filter-state.ts";
import { ListSkeleton, LoadMore } from "../list/list-states.tsx";
import { query, setQuery } from "../routes.ts";
import { Header } from "../shell/header.tsx";
import { unread } from "../store/feed.ts";
import {
  type InboxFilter,
  inboxFilterFromQuery,
  queryOfView,
  reasons,
} from "../store/inbox/filter.ts";
import { type Inbox, inbox, openInbox } from "../store/inbox/inbox.ts";
import { workspace } from "../store/workspace.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { openPicker } from "../ui/picker.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { inboxWords } from "../words/en/inbox.ts";
import { markAllWithNotice } from "./actions.ts";
import { InboxRow } from "./inbox-row.tsx";
import { useInboxCursor } from "./use-inbox-cursor.ts";

/** The reader's inbox: tickets on which something happened that concerns them, and notices. */
export function InboxPage() {
  const filter = inboxFilterFromQuery(query.value);
  const name = JSON.stringify(filter);
  useEffect(() => openInbox(filter), [name]);
  const { value: opened } = inbox;
  return (
    <>
      <Header
        title={inboxWords.title}
        actions={
          <button
            type="button"
            class="button button-plain"
            aria-label={inboxWords.markAllRead}
            onClick={() => void markAllWithNotice()}
          >
            <Icon name="check-check" size={15} />
            <span class="wide-only">{inboxWords.markAllRead}</span>
          </button>
        }
      >
        <Tabs
          label={inboxWords.title}
          current={filter.view}
          tabs={(["inbox", "unread", "archived"] as const).map((view) => ({
            id: view,
            label: inboxWords.views[view],
          }))}
          onChange={(view) => setQuery(queryOfView(view as InboxFilter["view"]))}
        />
        <ReasonButton filter={filter} />
      </Header>
      <Elsewhere filter={filter} />
      {opened && <InboxRows key={name} opened={opened} />}
    </>
  );
}

function ReasonButton({ filter: { reason } }: { filter: InboxFilter }) {
  const all = "all";
  const button = useRef<HTMLButtonElement>(null);
  const open = () =>
    openPicker(button.current, {
      title: inboxWords.reason,
      search: false,
      choices: [
        { id: all, name: inboxWords.allReasons, isChecked: reason === undefined },
        ...reasons.map((id) => ({
          id,
          name: inboxWords.reasons[id],
          isChecked: id === reason,
        })),
      ],
      pick: (id) => setQuery({ reason: id === all ? undefined : id }),
    });
  useFilterRequests(open);
  return (
    <button
      ref={button}
      type="button"
      class="button button-plain"
      aria-haspopup="dialog"
      aria-label={`${inboxWords.reason}: ${reason ? inboxWords.reasons[reason] : inboxWords.allReasons}`}
      onClick={open}
    >
      <Icon name="list-filter" size={15} />
      <span class="wide-only">{reason ? inboxWords.reasons[reason] : inboxWords.allReasons}</span>
    </button>
  );
}

/** What is unread in other workspaces, and notices that belong to none of them. */
function Elsewhere({ filter }: { filter: InboxFilter }) {
  const counts = unread.value;
  const here = counts?.workspaces.find(({ workspace_id }) => workspace_id === workspace.value?.id);
  const elsewhere = (counts?.unread ?? 0) - (here?.unread ?? 0);
  if (filter.everywhere) {
    return (
      <p class="inbox-elsewhere">
        {inboxWords.everywhere}
        <button type="button" class="link" onClick={() => setQuery({ workspace: undefined })}>
          {inboxWords.thisWorkspace}
        </button>
      </p>
    );
  }
  if (elsewhere <= 0) return null;
  return (
    <p class="inbox-elsewhere">
      {inboxWords.elsewhere(elsewhere)}
      <button type="button" class="link" onClick={() => setQuery({ workspace: "all" })}>
        {inboxWords.showEverywhere}
      </button>
    </p>
  );
}

function InboxRows({ opened }: { opened: Inbox }) {
  const { container, tabStop } = useInboxCursor(opened);
  const ids = opened.ids.value;
  if (ids.length === 0 && opened.isComplete.value) {
    const { view } = opened.filter;
    return (
      <div class="list-empty">
        <EmptyState icon="inbox" title={inboxWords.empty[view]}>
          <p>{inboxWords.emptyText[view]}</p>
        </EmptyState>
      </div>
    );
  }
  if (ids.length === 0 && opened.failure.value !== undefined) {
    return <LoadMore list={opened} isAlone />;
  }
  if (ids.length === 0) return <ListSkeleton />;
  return (
    <div class="list-groups scroll" ref={container}>
      <ul class="list-rows" aria-label={inboxWords.rows}>
        {ids.map((id) => (
          <InboxRow key={id} id={id} tabStop={tabStop} />
        ))}
      </ul>
      <LoadMore list={opened} />
    </div>
  );
}

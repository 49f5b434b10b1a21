import { useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ListSkeleton, LoadMore } from "../list/list-states.tsx";
import { TicketRow } from "../list/ticket-row.tsx";
import { useRowFocus } from "../list/use-row-focus.ts";
import { query, setQuery } from "../routes.ts";
import { Header } from "../shell/header.tsx";
import { followTicketList } from "../store/lists/live-lists.ts";
import { mayWrite } from "../store/workspace.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { listWords } from "../words/en/list.ts";
import { createMyLists, type MyList, type MyView, viewFromQuery } from "./my-lists.ts";

/** What is the reader's in all projects: assigned to them, by category, or reported by them. */
export function MyWorkPage() {
  const view = viewFromQuery(query.value);
  return (
    <>
      <Header title={listWords.myWork}>
        <Tabs
          label={listWords.myWork}
          current={view}
          tabs={[
            { id: "assigned", label: listWords.assignedTab },
            { id: "reported", label: listWords.reportedTab },
          ]}
          onChange={(id) => setQuery({ view: id === "reported" ? id : undefined })}
        />
      </Header>
      <MyLists key={view} view={view} />
    </>
  );
}

function MyLists({ view }: { view: MyView }) {
  const lists = useMemo(() => createMyLists(view), [view]);
  const ids = useComputed(() => lists.flatMap(({ list }) => list.ids.value));
  const { container, tabStop } = useRowFocus(ids);
  useEffect(() => {
    const stops = lists.map(({ list }) => followTicketList(list));
    for (const { list } of lists) void list.loadMore();
    return () => {
      for (const stop of stops) stop();
    };
  }, [lists]);
  const isLoaded = ({ list: { ids, isComplete, failure } }: MyList) =>
    ids.value.length > 0 || isComplete.value || failure.value !== undefined;
  if (!lists.every(isLoaded)) return <ListSkeleton />;
  const isEmpty = ids.value.length === 0;
  if (isEmpty && lists.every(({ list }) => list.isComplete.value))
    return <NothingMine view={view} />;
  return (
    <div class="list-groups scroll" ref={container}>
      {lists.map((each) => (
        <Group key={each.group} {...each} tabStop={tabStop} isOnly={lists.length === 1} />
      ))}
    </div>
  );
}

function Group({
  group,
  list,
  tabStop,
  isOnly,
}: MyList & { tabStop: ReturnType<typeof useRowFocus>["tabStop"]; isOnly: boolean }) {
  const ids = list.ids.value;
  const isComplete = list.isComplete.value;
  const count = isComplete ? ids.length : -1;
  return (
    <section class="list-group" aria-label={listWords.groups[group]}>
      {!isOnly && (
        <h2 class="list-group-head">
          {listWords.groups[group]} <span class="hint number">{isComplete ? count : ""}</span>
        </h2>
      )}
      {ids.length === 0 && isComplete && (
        <p class="list-group-empty">{listWords.emptyGroup[group]}</p>
      )}
      <ul class="list-rows">
        {ids.map((id, index) => (
          <TicketRow
            key={id}
            id={id}
            place={{ index, count, isVirtual: false }}
            tabStop={tabStop}
          />
        ))}
      </ul>
      <LoadMore list={list} />
    </section>
  );
}

function NothingMine({ view }: { view: MyView }) {
  const isMine = view === "assigned";
  return (
    <div class="list-empty">
      <EmptyState
        icon="circle-check"
        title={isMine ? listWords.emptyMine : listWords.emptyReported}
      >
        {mayWrite.value && <p>{isMine ? listWords.emptyMineText : listWords.emptyReportedText}</p>}
      </EmptyState>
    </div>
  );
}

import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { query, type Route, setQuery } from "../../routes.ts";
import { can, workspace } from "../../store/workspace.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { memberWords as words } from "../../words/en/members.ts";
import { SettingsPage } from "../frame.tsx";
import { InvitationRow } from "./invitation-row.tsx";
import { InviteForm } from "./invite-form.tsx";
import { memberId, replaceMember } from "./member-list.ts";
import { MemberRow } from "./member-row.tsx";

const states = ["active", "invited", "removed"] as const;
type State = (typeof states)[number];

/** Members, invitations and former members of the workspace. */
export function MembersPage({ route }: { route: Route }) {
  const mayManage = can("member:manage");
  const [invitations, setInvitations] = useState(0);
  const state = stateOf(query.value.get("state"), mayManage);
  return (
    <SettingsPage route={route} title={words.title} intro={words.intro}>
      {mayManage && <InviteForm onInvited={() => setInvitations(invitations + 1)} />}
      <StateTabs state={state} mayManage={mayManage} />
      {state === "active" && <MemberSearch />}
      <MemberList state={state} version={state === "invited" ? invitations : 0} />
    </SettingsPage>
  );
}

/** Only those who may manage members see who is invited. */
function stateOf(text: string | null, mayManage: boolean): State {
  const state = states.find((each) => each === text) ?? "active";
  return state === "invited" && !mayManage ? "active" : state;
}

function StateTabs({ state, mayManage }: { state: State; mayManage: boolean }) {
  return (
    <Tabs
      label={words.stateTabs}
      tabs={states
        .filter((each) => mayManage || each !== "invited")
        .map((each) => ({ id: each, label: words.states[each] }))}
      current={state}
      onChange={(id) => setQuery({ state: id === "active" ? undefined : id, q: undefined })}
    />
  );
}

/** Searches for the beginning of a name or a handle, which stays in the address. */
function MemberSearch() {
  return (
    <div class="find">
      <Field label={words.search} hint={words.searchHint}>
        {(attributes) => (
          <input
            {...attributes}
            type="search"
            value={query.value.get("q") ?? ""}
            onInput={({ currentTarget: { value } }) => setQuery({ q: value || undefined })}
          />
        )}
      </Field>
    </div>
  );
}

function MemberList({ state, version }: { state: State; version: number }) {
  const workspace_id = workspace.value?.id ?? "";
  const q = state === "active" ? (query.value.get("q") ?? "") : "";
  const { loader, readPage } = usePagedList(
    (place, signal) =>
      q === ""
        ? api.listMembers({ workspace_id, state, ...place, limit: 100 }, { signal })
        : api.listMembers({ workspace_id, q }, { signal }),
    [workspace_id, state, q, version],
  );
  return (
    <LoadedView loader={loader}>
      {(list) => (
        <>
          {list.rows.length === 0 && (
            <EmptyState icon="users" title={q === "" ? words.empty[state] : words.noMatch} />
          )}
          <ul class="entries" aria-label={words.states[state]}>
            {list.rows.map((member) => {
              const onChange = (next: typeof member | undefined) =>
                loader.change((now) => ({ ...now, rows: replaceMember(now.rows, member, next) }));
              return state === "invited" ? (
                <InvitationRow key={memberId(member)} invitation={member} onChange={onChange} />
              ) : (
                <MemberRow key={memberId(member)} member={member} onChange={onChange} />
              );
            })}
          </ul>
          <MoreRows list={list} loader={loader} readPage={readPage} />
        </>
      )}
    </LoadedView>
  );
}

import { useMemo } from "preact/hooks";
import type { AuditRecord } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { query, type Route } from "../../routes.ts";
import { can, workspace } from "../../store/workspace.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { auditWords as words } from "../../words/en/audit.ts";
import { SettingsPage } from "../frame.tsx";
import { clearFilters, FilterView } from "./filter-view.tsx";
import { type AuditFilters, filtersOf, inputOf } from "./filters.ts";
import { RecordRow } from "./record-row.tsx";
import { VerifyView } from "./verify-view.tsx";

/** The audit log of the workspace, filtered by the address. */
export function AuditPage({ route }: { route: Route }) {
  const text = query.value.toString();
  const filters = useMemo(() => filtersOf(new URLSearchParams(text)), [text]);
  if (!can("audit:read")) {
    return (
      <SettingsPage route={route} title={words.title}>
        <p class="note">{words.forbidden}</p>
      </SettingsPage>
    );
  }
  return (
    <SettingsPage route={route} title={words.title} intro={words.intro} isWide>
      <VerifyView />
      <FilterView filters={filters} />
      <RecordList filters={filters} />
    </SettingsPage>
  );
}

function RecordList({ filters }: { filters: AuditFilters }) {
  const workspace_id = workspace.value?.id ?? "";
  const input = { workspace_id, ...inputOf(filters), limit: 50 };
  const { loader, readPage } = usePagedList<AuditRecord>(
    (place, signal) => api.listAuditRecords({ ...input, ...place }, { signal }),
    [JSON.stringify(input)],
  );
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <LoadedView loader={loader}>
      {(list) => (
        <>
          {list.rows.length === 0 && (
            <EmptyState icon="shield-check" title={isFiltered ? words.emptyFiltered : words.empty}>
              {isFiltered && (
                <button class="button" type="button" onClick={clearFilters}>
                  {words.clear}
                </button>
              )}
            </EmptyState>
          )}
          <ul class="entries" aria-label={words.records}>
            {list.rows.map((record) => (
              <RecordRow key={record.sequence} record={record} />
            ))}
          </ul>
          <MoreRows list={list} loader={loader} readPage={readPage} />
        </>
      )}
    </LoadedView>
  );
}

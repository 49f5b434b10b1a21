import { useState } from "preact/hooks";
import type { Workspace } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Failure } from "../../loading/failure.tsx";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { showToast } from "../../store/toasts.ts";
import { loadMemberships } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { accountWords as words } from "../../words/en/account.ts";

/** Deleted workspaces that one may restore. Without any, nothing is shown. */
export function DeletedWorkspaces() {
  const { loader, readPage } = usePagedList<Workspace>(
    (place, signal) => api.listWorkspaces({ deleted: "true", ...place, limit: 100 }, { signal }),
    [],
  );
  return (
    <LoadedView loader={loader}>
      {(list) =>
        list.rows.length > 0 && (
          <Section title={words.deletedWorkspaces} intro={words.deletedIntro}>
            <ul class="entries" aria-label={words.deletedWorkspaces}>
              {list.rows.map((each) => (
                <DeletedWorkspace
                  key={each.id}
                  shown={each}
                  onRestored={() =>
                    loader.change((now) => ({
                      ...now,
                      rows: now.rows.filter(({ id }) => id !== each.id),
                    }))
                  }
                />
              ))}
            </ul>
            <MoreRows list={list} loader={loader} readPage={readPage} />
          </Section>
        )
      }
    </LoadedView>
  );
}

function DeletedWorkspace({ shown, onRestored }: { shown: Workspace; onRestored: () => void }) {
  const [error, setError] = useState<unknown>();
  const { id, name, deleted_at } = shown;
  const restore = async () => {
    setError(undefined);
    try {
      await api.restoreWorkspace({ workspace_id: id });
      showToast({ text: words.restored(name) });
      onRestored();
      await loadMemberships();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <li class="entry entry-wrapping">
      <div class="entry-main">
        <p class="entry-title">{name}</p>
        <p class="entry-detail">
          {words.deletedSince} {deleted_at && <RelativeTime at={deleted_at} />}
        </p>
      </div>
      <button
        class="button button-small"
        type="button"
        aria-label={words.restoreOf(name)}
        onClick={() => void restore()}
      >
        {words.restore}
      </button>
      <Failure error={error} />
    </li>
  );
}

import { mayTryAgain, problemText } from "../api/problems.ts";
import { listCursor } from "../store/list-cursor.ts";
import type { PagedIds } from "../store/lists/paged-ids.ts";
import { Skeleton } from "../ui/empty-state.tsx";
import { hasFocus } from "../ui/has-focus.ts";
import { listWords } from "../words/en/list.ts";

type Pages = PagedIds<{ id: string }>;

/** What follows the rows until the last page is loaded: a button for the next one, or why it failed. */
export function LoadMore({ list, isAlone = false }: { list: Pages; isAlone?: boolean }) {
  const { value: failure } = list.failure;
  if (list.isComplete.value) return null;
  return (
    <div class={isAlone ? "list-failure" : "list-more"}>
      {failure !== undefined && <p role="alert">{problemText(failure)}</p>}
      {mayTryAgain(failure) && (
        <button
          type="button"
          class="button"
          aria-disabled={list.isLoading.value}
          onClick={(event) => void loadMore(list, event.currentTarget)}
        >
          {failure === undefined ? listWords.loadMore : listWords.retry}
        </button>
      )}
    </div>
  );
}

/** The first new row takes the focus from the button, which is gone after the last page. */
async function loadMore(list: Pages, button: Element): Promise<void> {
  if (list.isLoading.peek()) return;
  const count = list.ids.peek().length;
  await list.loadMore();
  const next = list.ids.peek()[count];
  requestAnimationFrame(() => {
    if (hasFocus() && document.activeElement !== button) return;
    if (next !== undefined) listCursor.peek()?.focus(next);
    if (!hasFocus()) document.querySelector<HTMLElement>("main h1")?.focus();
  });
}

/** Grey lines where rows will be. */
export function ListSkeleton() {
  return (
    <div class="list-skeleton" aria-busy="true">
      <span class="visually-hidden" role="status">
        {listWords.loading}
      </span>
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} />
      ))}
    </div>
  );
}

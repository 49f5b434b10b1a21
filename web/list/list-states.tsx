import type { ReadonlySignal } from "@preact/signals";
import { mayTryAgain, problemText } from "../api/problems.ts";
import { Skeleton } from "../ui/empty-state.tsx";
import { listWords } from "../words/en/list.ts";

/** A list that could not be loaded: why, and a button that tries again. */
export function ListFailure({
  list,
}: {
  list: { failure: ReadonlySignal<unknown>; loadMore(): Promise<void> };
}) {
  return (
    <div class="list-failure" role="alert">
      <p>{problemText(list.failure.value)}</p>
      {mayTryAgain(list.failure.value) && (
        <button type="button" class="button" onClick={() => void list.loadMore()}>
          {listWords.retry}
        </button>
      )}
    </div>
  );
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

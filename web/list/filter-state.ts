import { signal } from "@preact/signals";

/** Rises when the filter is asked for by key or from the palette. The filter bar in view opens it. */
export const filterRequests = signal(0);

export function requestFilter(): void {
  filterRequests.value += 1;
}

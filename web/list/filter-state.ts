import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** Rises when the filter is asked for by key or from the palette. The filter in view opens. */
const filterRequests = signal(0);

/** How many filters are in view: without one, there is nothing to ask for. */
export const filterBars = signal(0);

export function requestFilter(): void {
  filterRequests.value += 1;
}

/** Opens the filter when it is asked for by key. Requests from before it was there do not count. */
export function useFilterRequests(open: () => void): void {
  const latest = useRef(open);
  latest.current = open;
  const seen = useRef(filterRequests.peek());
  useEffect(() => {
    filterBars.value += 1;
    return () => {
      filterBars.value -= 1;
    };
  }, []);
  useSignalEffect(() => {
    const requests = filterRequests.value;
    if (requests === seen.current) return;
    seen.current = requests;
    latest.current();
  });
}

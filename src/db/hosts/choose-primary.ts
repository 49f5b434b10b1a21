/** What a host is, as far as it has said. */
export type HostState =
  | { role: "primary"; timeline: number }
  | { role: "standby" }
  | { role: "silent"; error: unknown };

export interface ChosenPrimary<Host> {
  host: Host;
  timeline: number;
}

/**
 * The primary is the host not in recovery that has the highest timeline, which each promotion
 * raises. It is never below the last one: a former primary that comes back is not the primary.
 *
 * The silence of the last primary proves nothing. So one of the same timeline replaces it only after
 * it has said that it is a standby. Of two that are new, the first of the list is chosen.
 */
export function choosePrimary<Host>(
  states: ReadonlyMap<Host, HostState>,
  { last, timelineMin }: { last: ChosenPrimary<Host> | undefined; timelineMin: number },
): ChosenPrimary<Host> | undefined {
  let best: ChosenPrimary<Host> | undefined;
  for (const [host, state] of states) {
    if (state.role !== "primary" || state.timeline < timelineMin) continue;
    if (!best || state.timeline > best.timeline) best = { host, timeline: state.timeline };
  }
  if (!last || !best || best.timeline > last.timeline) return best ?? last;
  return states.get(last.host)?.role === "standby" ? best : last;
}

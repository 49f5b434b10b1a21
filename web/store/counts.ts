import { signal } from "@preact/signals";

/** What the server counted: its number of tickets by project and status, up to a place in the feed. */
interface Counted {
  sequence: number;
  data: readonly { project_id: string; status: string; count: number }[];
}

/** How an event of the feed changes the counts. An event without a status on one side has none there. */
export interface CountedEvent {
  sequence: number;
  project_id: string;
  from: string | undefined;
  to: string | undefined;
}

/** A ticket that is shown elsewhere than the feed knows of: moved, created or deleted by this tab. */
export interface Shift {
  project_id: string;
  from: string | undefined;
  to: string | undefined;
}

const counted = signal<ReadonlyMap<string, number>>(new Map());
const shifts = signal<ReadonlyMap<string, Shift>>(new Map());
/** The place in the feed up to which each project is counted; "" is the default. */
let sequences = new Map<string, number>();

/**
 * How many tickets of a project have a status: what the server counted, plus the events since then, plus
 * what is shown but has not come through the feed.
 */
export function countOf(projectId: string, status: string): number {
  let count = counted.value.get(nameOf(projectId, status)) ?? 0;
  for (const shift of shifts.value.values()) {
    if (shift.project_id !== projectId) continue;
    if (shift.to === status) count += 1;
    if (shift.from === status) count -= 1;
  }
  return Math.max(0, count);
}

/** Takes the server's counts of the whole workspace. Events up to their place no longer count. */
export function setCounts({ sequence, data }: Counted): void {
  sequences = new Map([["", sequence]]);
  counted.value = new Map(
    data.map(({ project_id, status, count }) => [nameOf(project_id, status), count]),
  );
}

/** Takes the server's counts of one project: an archived one is not in those of the workspace. */
export function setCountsOfProject(projectId: string, { sequence, data }: Counted): void {
  sequences.set(projectId, sequence);
  const next = new Map(counted.peek());
  for (const name of next.keys()) if (name.startsWith(`${projectId} `)) next.delete(name);
  for (const { status, count } of data) next.set(nameOf(projectId, status), count);
  counted.value = next;
}

/** The place in the feed from which its events have to be followed for exact counts. */
export function countedUpTo(): number {
  return sequences.get("") ?? 0;
}

export function countEvent({ sequence, project_id, from, to }: CountedEvent): void {
  const upTo = sequences.get(project_id) ?? sequences.get("") ?? 0;
  if (sequence <= upTo || from === to) return;
  const next = new Map(counted.peek());
  const add = (status: string | undefined, by: number) => {
    if (status === undefined) return;
    const name = nameOf(project_id, status);
    next.set(name, (next.get(name) ?? 0) + by);
  };
  add(from, -1);
  add(to, 1);
  counted.value = next;
}

/** Lays a ticket's own move over the counts, or removes it. */
export function setShift(ticketId: string, shift: Shift | undefined): void {
  const current = shifts.peek().get(ticketId);
  const isSame = current?.from === shift?.from && current?.to === shift?.to;
  if (isSame && (current === undefined) === (shift === undefined)) return;
  const next = new Map(shifts.peek());
  if (shift && shift.from !== shift.to) next.set(ticketId, shift);
  else next.delete(ticketId);
  shifts.value = next;
}

function nameOf(projectId: string, status: string): string {
  return `${projectId} ${status}`;
}

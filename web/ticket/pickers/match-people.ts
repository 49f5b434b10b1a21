import type { Member } from "../../../client/index.ts";

/** Somebody who can be chosen or mentioned. */
export type Person = Member & { user_id: string; name: string };

export const SHOWN = 20;

/** The active members whose handle, name or word of the name starts so: each once, oneself first. */
export function matchingPeople(
  known: readonly Member[],
  wanted: string,
  me: string | undefined,
): Person[] {
  const people = new Map<string, Person>();
  for (const member of known)
    if (isPerson(member) && matches(member, wanted)) people.set(member.user_id, member);
  const rank = (person: Person) => (person.user_id === me ? 0 : 1);
  return [...people.values()]
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, SHOWN);
}

const isPerson = (member: Member): member is Person =>
  member.state === "active" && member.user_id !== null && member.name !== null;

function matches({ name, handle }: Person, wanted: string): boolean {
  if (wanted === "" || handle?.toLowerCase().startsWith(wanted)) return true;
  const lower = name.toLowerCase();
  return lower.startsWith(wanted) || lower.split(/[\s-]+/).some((word) => word.startsWith(wanted));
}

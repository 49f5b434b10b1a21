/**
 * The selection after its moving end went from one row to another: the range from the anchor to where
 * the end was is given up, and the range to where it is now is selected. So going back shrinks it.
 */
export function moveRange({
  ids,
  selected,
  anchor,
  from,
  to,
}: {
  ids: readonly string[];
  selected: ReadonlySet<string>;
  anchor: string;
  from: string;
  to: string;
}): ReadonlySet<string> {
  const next = new Set(selected);
  for (const id of between(ids, [anchor, from])) next.delete(id);
  for (const id of between(ids, [anchor, to])) next.add(id);
  return next;
}

/** The rows from one to the other, both included, in the order of the list. */
function between(ids: readonly string[], ends: readonly [string, string]): readonly string[] {
  const [one, other] = ends.map((id) => ids.indexOf(id)).sort((a, b) => a - b) as [number, number];
  return one === -1 ? ends.filter((id) => ids.includes(id)) : ids.slice(one, other + 1);
}

import type { FeedEvent } from "../../../client/index.ts";
import type { Conflict } from "../../store/conflicts.ts";

/** Who made the latest change of the field since the edit began. */
export function authorOf(
  events: readonly FeedEvent[],
  { field, sinceVersion = 0 }: Pick<Conflict, "field" | "sinceVersion">,
): string | undefined {
  const changes = events.filter(
    ({ type, data }) =>
      type.startsWith("ticket.") &&
      "changes" in data &&
      Object.hasOwn(data.changes as object, field) &&
      "version" in data &&
      Number(data.version) > sinceVersion,
  );
  const [latest] = changes.toSorted((a, b) => b.sequence - a.sequence);
  return latest?.actor_id ?? undefined;
}

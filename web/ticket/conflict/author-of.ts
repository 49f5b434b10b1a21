import type { FeedEvent } from "../../../client/index.ts";
import type { Conflict } from "../../store/conflicts.ts";

type Asked = Pick<Conflict, "commentId" | "field" | "sinceVersion">;

/** Who made the latest change of the text or the field since the edit began. */
export function authorOf(events: readonly FeedEvent[], asked: Asked): string | undefined {
  const { field, sinceVersion = 0 } = asked;
  const changes = events.filter(
    (event) =>
      isAbout(event, asked) &&
      "changes" in event.data &&
      Object.hasOwn(event.data.changes as object, field) &&
      "version" in event.data &&
      Number(event.data.version) > sinceVersion,
  );
  const [latest] = changes.toSorted((a, b) => b.sequence - a.sequence);
  return latest?.actor_id ?? undefined;
}

/** A comment has versions of its own, which do not count for its ticket. */
function isAbout({ type, subject_id }: FeedEvent, { commentId }: Asked): boolean {
  if (commentId === undefined) return type.startsWith("ticket.");
  return type.startsWith("comment.") && subject_id === commentId;
}

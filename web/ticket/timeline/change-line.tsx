import type { StoredTicket } from "../../store/tickets.ts";
import { ActorMark } from "../../ui/marks/avatar.tsx";
import { PriorityGlyph, StatusGlyph } from "../../ui/marks/glyphs.tsx";
import { Icon, type IconName } from "../../ui/marks/icon.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Change } from "./changes.ts";
import type { ChangeEntry } from "./entries.ts";
import { actorName, sentenceOf } from "./sentences.ts";

const icons: Partial<Record<Change["what"], IconName>> = {
  created: "plus",
  description: "pencil",
  title: "pencil",
  labels: "tag",
  due_on: "calendar",
  due: "calendar",
  lease_expired: "timer",
  deleted: "trash-2",
  restored: "rotate-ccw",
  comment_deleted: "trash-2",
  redacted: "eye-off",
  version_redacted: "eye-off",
};

/** One line about what somebody changed. */
export function ChangeLine({ ticket, entry }: { ticket: StoredTicket; entry: ChangeEntry }) {
  const move = entry.changes.find((change) => change.what === "moved");
  return (
    <li class="timeline-change">
      <span class="timeline-mark">
        <Mark ticket={ticket} entry={entry} />
      </span>
      <div class="timeline-sentence">
        <b>{actorName(entry.actorId)}</b>{" "}
        {sentenceOf(entry.changes, entry.actorId).map((part, at) =>
          typeof part === "string" ? part : <b key={at}>{part.strong}</b>,
        )}{" "}
        <RelativeTime at={entry.at} />
        {move?.reason && <blockquote class="timeline-reason">{move.reason}</blockquote>}
      </div>
    </li>
  );
}

function Mark({ ticket, entry }: { ticket: StoredTicket; entry: ChangeEntry }) {
  const move = entry.changes.find((change) => change.what === "moved");
  if (move) return <StatusGlyph projectId={ticket.project_id} status={move.to} />;
  const [first] = entry.changes;
  if (first?.what === "priority") return <PriorityGlyph priority={first.to} />;
  const icon = icons[first?.what ?? "created"];
  return icon ? <Icon name={icon} size={14} /> : <ActorMark id={entry.actorId} size={16} />;
}

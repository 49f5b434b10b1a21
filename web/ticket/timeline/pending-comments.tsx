import { outboxEntries } from "../../store/outbox/outbox.ts";
import { memberName, myId } from "../../store/workspace.ts";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { ticketWords } from "../../words/en/ticket.ts";

/** One's own comments that the server has not answered yet, also those from before a reload. */
export function PendingComments({ ticketId }: { ticketId: string }) {
  const pending = outboxEntries.value.filter(
    ({ operation, ticketIds }) => operation === "createComment" && ticketIds.includes(ticketId),
  );
  if (pending.length === 0) return null;
  return (
    <ol class="timeline-list">
      {pending.map(({ key, input }) => (
        <li key={key} class="comment comment-pending">
          <Avatar id={myId.value} size={26} />
          <div class="comment-card">
            <header class="comment-head">
              <b>{memberName(myId.value)}</b>
              <span class="hint">{ticketWords.composer.sending}</span>
            </header>
            <p class="prose comment-source">{String(input.body)}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

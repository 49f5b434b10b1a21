import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Comment } from "../../../client/index.ts";
import { useMarkRead } from "../../inbox/use-mark-read.ts";
import { address } from "../../routes.ts";
import type { StoredTicket } from "../../store/tickets.ts";
import { showToast } from "../../store/toasts.ts";
import { can } from "../../store/workspace.ts";
import { Skeleton } from "../../ui/empty-state.tsx";
import { activityWords } from "../../words/en/activity.ts";
import { PartHeading } from "../part-heading.tsx";
import { createActivity, type TicketActivity } from "./activity.ts";
import { ChangeLine } from "./change-line.tsx";
import { CommentCard } from "./comment-card.tsx";
import { Composer } from "./composer.tsx";
import { type Entry, hasOlder, timelineOf } from "./entries.ts";
import { isNewestFirst, toggleOrder } from "./order.ts";
import { PendingComments } from "./pending-comments.tsx";

/** What happened to a ticket, and its comments, live. */
export function Timeline({
  ticket,
  isPanel,
  isReadOnly,
  isAsked,
}: {
  ticket: StoredTicket;
  isPanel: boolean;
  isReadOnly: boolean;
  /** Grows when a key or the palette asks to write a comment. */
  isAsked: number;
}) {
  const loaded = useMemo(() => createActivity(ticket.id), [ticket.id]);
  useEffect(() => {
    loaded.start();
    return loaded.stop;
  }, [loaded]);
  const section = useRef<HTMLElement>(null);
  useStillComposer(section);
  useLinkedComment(loaded);
  useMarkRead(ticket.id, loaded.activity);

  const activity = loaded.activity.value;
  const isReversed = isNewestFirst.value;
  const entries = timelineOf(activity);
  const shown = isReversed ? entries.toReversed() : entries;
  const older = <OlderButton loaded={loaded} />;
  const composer = !isReadOnly && can("comment:create") && (
    <Composer ticket={ticket} isAsked={isAsked} onSent={loaded.receiveComment} />
  );
  const pending = <PendingComments ticketId={ticket.id} />;
  return (
    <section ref={section} class="timeline" aria-labelledby="timeline-heading">
      <header class="ticket-part-head">
        <PartHeading id="timeline-heading" isPanel={isPanel}>
          {activityWords.heading}
        </PartHeading>
        <span class="grow" />
        <button type="button" class="button button-plain button-small" onClick={toggleOrder}>
          {isReversed ? activityWords.newestFirst : activityWords.oldestFirst}
        </button>
      </header>
      {isReversed && composer}
      {isReversed ? pending : older}
      <ActivityNote loaded={loaded} />
      <ol class="timeline-list">
        {shown.map((entry) => (
          <EntryLine
            key={entry.key}
            {...{ ticket, entry, isReadOnly }}
            onSaved={loaded.receiveComment}
          />
        ))}
      </ol>
      {isReversed ? older : pending}
      {!isReversed && composer}
    </section>
  );
}

function EntryLine({
  ticket,
  entry,
  ...rest
}: {
  ticket: StoredTicket;
  entry: Entry;
  isReadOnly: boolean;
  onSaved: (comment: Comment) => void;
}) {
  if (entry.kind === "changes") return <ChangeLine ticket={ticket} entry={entry} />;
  return <CommentCard ticket={ticket} comment={entry.comment} {...rest} />;
}

function ActivityNote({ loaded }: { loaded: TicketActivity }) {
  const state = loaded.state.value;
  if (state === "loading") return <Skeleton />;
  if (state === "ready") return null;
  return (
    <p class="error-note" role="alert">
      {activityWords.failed}{" "}
      <button type="button" class="link" onClick={loaded.start}>
        {activityWords.retry}
      </button>
    </p>
  );
}

function OlderButton({ loaded }: { loaded: TicketActivity }) {
  const [isLoading, setLoading] = useState(false);
  if (!hasOlder(loaded.activity.value)) return null;
  const load = async () => {
    if (isLoading) return;
    setLoading(true);
    await loaded.loadOlder().catch(() => showToast({ text: activityWords.failed, tone: "bad" }));
    setLoading(false);
  };
  return (
    <button type="button" class="button button-small" aria-disabled={isLoading} onClick={load}>
      {activityWords.older}
    </button>
  );
}

/**
 * While somebody writes a comment, other people's entries do not move the text area: the list scrolls
 * by as much as it grew.
 */
function useStillComposer(section: { current: HTMLElement | null }): void {
  const composer = () => section.current?.querySelector(".composer") ?? undefined;
  const topBefore = composer()?.getBoundingClientRect().top;
  useLayoutEffect(() => {
    const element = composer();
    if (topBefore === undefined || !element?.contains(document.activeElement)) return;
    const moved = element.getBoundingClientRect().top - topBefore;
    const scroller = element.closest(".ticket-scroll");
    if (moved !== 0 && scroller) scroller.scrollTop += moved;
  });
}

/** Scrolls to the comment of the address, loading older ones until it is there. */
function useLinkedComment(loaded: TicketActivity): void {
  const [, id] = /#comment-([\w-]+)$/.exec(address.value) ?? [];
  const isReady = loaded.state.value === "ready";
  useEffect(() => {
    if (id === undefined || !isReady) return undefined;
    let isStopped = false;
    const show = async () => {
      for (;;) {
        const element = document.getElementById(`comment-${id}`);
        if (element) return element.focus();
        if (isStopped || !hasOlder(loaded.activity.peek())) break;
        await loaded.loadOlder();
        await new Promise(requestAnimationFrame);
      }
      if (!isStopped) showToast({ text: activityWords.comment.missing, tone: "bad" });
    };
    void show().catch(() => {});
    return () => {
      isStopped = true;
    };
  }, [id, isReady]);
}

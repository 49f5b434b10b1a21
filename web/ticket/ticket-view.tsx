import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { isProblem } from "../../client/index.ts";
import { problemText } from "../api/problems.ts";
import { followLink, isPanel as isPanelOpen, paths, type Route } from "../routes.ts";
import { onFeedReload } from "../store/feed.ts";
import { openTicketId } from "../store/selection.ts";
import { type StoredTicket, ticketIdOf, ticketSignal } from "../store/tickets.ts";
import { can, isAdmin, mayRestoreIn, projectById, workspace } from "../store/workspace.ts";
import { restoreTicket } from "../store/writes.ts";
import { EmptyState, Skeleton } from "../ui/empty-state.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { ticketWords } from "../words/en/ticket.ts";
import { useTicketAction } from "./action.ts";
import { Description } from "./description/description.tsx";
import { Fields } from "./fields.tsx";
import { loadTicketOrDeleted } from "./load-ticket.ts";
import { useSettled } from "./settled.ts";
import { TicketHead } from "./ticket-head.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import { Title } from "./title.tsx";
import { askedVersions } from "./versions/asked-versions.ts";
import { Versions } from "./versions/versions.tsx";

/** The page or panel of the address. */
export function TicketPage({ route }: { route: Route }) {
  if (route.name !== "ticket") return null;
  return <TicketView ticketKey={route.ticketKey} isPanel={isPanelOpen.value} />;
}

/**
 * A ticket beside the view it was opened from, or as a page. What a card knows is shown at once; the
 * rest is loaded when the key has rested for a moment.
 */
export function TicketView({ ticketKey, isPanel }: { ticketKey: string; isPanel: boolean }) {
  const settledKey = useSettled(ticketKey);
  const { problem, retry } = useLoadedTicket(settledKey);
  const id = ticketIdOf(ticketKey);
  const ticket = id === undefined ? undefined : ticketSignal(id)?.value;
  useEffect(() => {
    openTicketId.value = id;
    return () => {
      if (openTicketId.peek() === id) openTicketId.value = undefined;
    };
  }, [id]);
  const isSettled = settledKey === ticketKey;
  const versions = askedVersions.value;
  const Box = isPanel ? "aside" : "article";
  return (
    <Box
      class={isPanel ? "ticket ticket-panel" : "ticket ticket-page"}
      aria-label={ticketWords.ticket(ticketKey)}
    >
      {ticket && (ticket.deleted_at !== null || !isProblem(problem, "not_found") || !isSettled) ? (
        <OpenTicket key={ticket.id} ticket={ticket} isPanel={isPanel} isSettled={isSettled} />
      ) : problem !== undefined && isSettled ? (
        <>
          {!isPanel && <h1 class="visually-hidden">{ticketKey}</h1>}
          <NoTicket ticketKey={ticketKey} problem={problem} retry={retry} />
        </>
      ) : (
        <LoadingTicket />
      )}
      {versions && <Versions key={versions.title} {...versions} />}
    </Box>
  );
}

/** Loads the whole ticket, and again when events were missed. */
function useLoadedTicket(ticketKey: string): { problem: unknown; retry: () => void } {
  const [problem, setProblem] = useState<unknown>(undefined);
  const [attempt, setAttempt] = useState(0);
  // A ticket that is new to the store has no signal yet that this view could have read.
  const [, setLoads] = useState(0);
  const retry = () => setAttempt((count) => count + 1);
  useEffect(() => {
    const stop = new AbortController();
    setProblem(undefined);
    loadTicketOrDeleted(ticketKey, stop.signal).then(
      () => setLoads((count) => count + 1),
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(error);
      },
    );
    return () => stop.abort();
  }, [ticketKey, attempt]);
  useEffect(() => onFeedReload(retry), []);
  return { problem, retry };
}

function OpenTicket({
  ticket,
  isPanel,
  isSettled,
}: {
  ticket: StoredTicket;
  isPanel: boolean;
  isSettled: boolean;
}) {
  const isArchived = Boolean(projectById(ticket.project_id)?.archived_at);
  const isReadOnly = isArchived || ticket.deleted_at !== null;
  const mayEdit = !isReadOnly && can("ticket:edit");
  const asked = useTicketAction(ticket);
  useLayoutEffect(() => {
    document.title = ticketWords.pageTitle(ticket.key, ticket.title);
  }, [ticket.key, ticket.title]);
  return (
    <>
      <TicketHead ticket={ticket} isPanel={isPanel} mayEdit={mayEdit} />
      <div class="ticket-scroll scroll">
        <div class="ticket-body">
          {ticket.deleted_at !== null && <DeletedNote ticket={ticket} />}
          {isArchived && <ArchivedNote />}
          <Title ticket={ticket} isPanel={isPanel} mayEdit={mayEdit} isAsked={asked.title} />
          <Fields ticket={ticket} mayEdit={mayEdit} />
          <Description {...{ ticket, isPanel, mayEdit }} isAsked={asked.description} />
          {isSettled && ticket.deleted_at === null && (
            <Timeline {...{ ticket, isPanel, isReadOnly }} isAsked={asked.comment} />
          )}
        </div>
      </div>
    </>
  );
}

function DeletedNote({ ticket }: { ticket: StoredTicket }) {
  return (
    <p class="ticket-note" role="status">
      <Icon name="trash-2" size={15} />
      <span class="grow">{ticketWords.deleted.text}</span>
      {mayRestoreIn(ticket.project_id) && (
        <button
          type="button"
          class="button button-small"
          onClick={() => void restoreTicket(ticket.id)}
        >
          {ticketWords.deleted.restore}
        </button>
      )}
    </p>
  );
}

function ArchivedNote() {
  const words = ticketWords.archived;
  return (
    <p class="ticket-note">
      <Icon name="archive" size={15} />
      <span>
        {words.text} {isAdmin.value ? words.forAdmins : words.forOthers}
      </span>
    </p>
  );
}

function LoadingTicket() {
  return (
    <div class="ticket-scroll" aria-busy="true">
      <p class="visually-hidden" role="status">
        {ticketWords.loading}
      </p>
      <div class="ticket-body ticket-loading">
        <Skeleton />
        <Skeleton kind="card" />
        <Skeleton />
      </div>
    </div>
  );
}

/** The key is wrong, or the ticket cannot be read. */
function NoTicket({
  ticketKey,
  problem,
  retry,
}: {
  ticketKey: string;
  problem: unknown;
  retry: () => void;
}) {
  const words = ticketWords.missing;
  if (!isProblem(problem, "not_found")) {
    return (
      <EmptyState icon="circle-alert" title={words.failed}>
        <p>{problemText(problem)}</p>
        <button type="button" class="button" onClick={retry}>
          {words.retry}
        </button>
      </EmptyState>
    );
  }
  const search = paths.search(workspace.value?.slug ?? "", ticketKey);
  return (
    <EmptyState icon="circle-help" title={words.title(ticketKey)}>
      <p>{words.text}</p>
      <a class="button" href={search} onClick={(event) => followLink(event, search)}>
        <Icon name="search" size={15} />
        {words.search(ticketKey)}
      </a>
    </EmptyState>
  );
}

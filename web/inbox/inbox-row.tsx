import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Notification } from "../../client/index.ts";
import { goToWorkspace } from "../account/workspaces/open-workspace.ts";
import { navigate, paths, takesClick } from "../routes.ts";
import { markRead, notificationSignal } from "../store/inbox/inbox.ts";
import { openTicketId } from "../store/selection.ts";
import { me, slugOf, statusName, workspace } from "../store/workspace.ts";
import { ActorMark } from "../ui/marks/avatar.tsx";
import { Icon } from "../ui/marks/icon.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { inboxWords } from "../words/en/inbox.ts";
import { archiveWithNotice } from "./actions.ts";
import { focusedNotificationId } from "./focus.ts";

/** A ticket on which something happened, or a notice: whether it is unread, why, what last, by whom. */
export function InboxRow({
  id,
  tabStop,
}: {
  id: string;
  tabStop: ReadonlySignal<string | undefined>;
}) {
  const row = notificationSignal(id)?.value;
  const isTabStop = useComputed(() => tabStop.value === id).value;
  const ticketId = row?.ticket?.id;
  const isOpen = useComputed(() => ticketId !== undefined && openTicketId.value === ticketId).value;
  if (!row) return null;
  const classes = ["inbox-row"];
  if (row.unread) classes.push("inbox-row-unread");
  if (isOpen) classes.push("inbox-row-open");
  const isArchived = row.archived_at !== null;
  const label = isArchived ? inboxWords.unarchive : inboxWords.archive;
  return (
    <li class={classes.join(" ")}>
      <a
        class="inbox-link"
        href={pathOf(row)}
        data-notification={id}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={() => {
          focusedNotificationId.value = id;
        }}
        onClick={(event) => openRow(event, row)}
      >
        <span class="inbox-dot">
          {row.unread && <span class="visually-hidden">{inboxWords.unread}</span>}
        </span>
        {row.ticket ? <TicketText row={row} /> : <NoticeText row={row} />}
        <span class="inbox-when">
          <RelativeTime at={row.changed_at} />
        </span>
      </a>
      <button
        type="button"
        class="icon-button inbox-archive"
        tabIndex={-1}
        aria-label={label}
        title={label}
        onClick={() => void archiveWithNotice(id)}
      >
        <Icon name={isArchived ? "archive-restore" : "archive"} size={15} />
      </button>
    </li>
  );
}

function TicketText({ row }: { row: Notification }) {
  const { ticket, reasons, actor, latest_type, workspace: where } = row;
  const [reason] = reasons;
  const isElsewhere = where !== null && where.id !== workspace.value?.id;
  return (
    <>
      <ActorMark id={actor?.id ?? null} {...(actor && { name: actor.name })} size={24} />
      <span class="inbox-text">
        <span class="inbox-title">
          <span class="list-row-key number">{ticket?.key}</span>
          <span class="cut">{ticket?.title}</span>
        </span>
        <span class="inbox-what cut">
          {reason && <span class="inbox-reason">{inboxWords.reasons[reason]}</span>}
          {`${actor?.name ?? inboxWords.slacky} ${inboxWords.happened[latest_type ?? ""] ?? inboxWords.happenedOtherwise}`}
          {ticket && ` · ${statusName(ticket.status)}`}
          {isElsewhere && ` · ${where.name}`}
        </span>
      </span>
    </>
  );
}

function NoticeText({ row: { notice, actor, workspace: where } }: { row: Notification }) {
  return (
    <>
      <ActorMark id={actor?.id ?? null} {...(actor && { name: actor.name })} size={24} />
      <span class="inbox-text">
        <span class="inbox-title">
          <span class="cut">{notice?.text}</span>
        </span>
        <span class="inbox-what cut">
          <span class="inbox-reason">{inboxWords.notice}</span>
          {[actor?.name, where?.name].filter(Boolean).join(" · ")}
        </span>
      </span>
    </>
  );
}

/** Where a row leads. A ticket of another workspace has its lasting address if that workspace is not known. */
function pathOf(row: Notification): string {
  const { ticket, notice, workspace: where } = row;
  const own = membershipOf(row);
  const slug = own ? slugOf(own) : undefined;
  if (ticket) {
    return slug === undefined
      ? `${paths.home()}go/${where?.id}/${ticket.key}`
      : paths.ticket(slug, ticket.key);
  }
  if (notice?.type === "invited") return paths.accountSettings("workspaces");
  if (notice?.type === "token_expires" && slug !== undefined) {
    return paths.workspaceSettings(slug, "service-accounts");
  }
  return slug === undefined ? paths.accountSettings("profile") : paths.myWork(slug);
}

function membershipOf({ workspace: where }: Notification) {
  return me.value?.memberships.find(({ workspace_id }) => workspace_id === where?.id);
}

function openRow(event: MouseEvent, row: Notification): void {
  if (!takesClick(event)) return;
  const isHere = row.workspace?.id === workspace.peek()?.id;
  if (!row.ticket || !isHere) {
    // A notice is read where it is; to answer it, its page opens.
    if (!row.ticket) void markRead(row.id);
    if (row.ticket || row.notice?.type === "invited" || row.notice?.type === "token_expires") {
      const own = membershipOf(row);
      if (own) goToWorkspace(own, pathOf(row));
      else navigate(pathOf(row));
    }
    return;
  }
  navigate(pathOf(row), { panel: true });
}

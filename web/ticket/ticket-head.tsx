import { closePanel, followLink, paths } from "../routes.ts";
import { lastActors, type StoredTicket } from "../store/tickets.ts";
import { can, mayReadVersions, myId, projectById, workspace } from "../store/workspace.ts";
import { deleteTicket } from "../store/writes.ts";
import { Avatar } from "../ui/marks/avatar.tsx";
import { hueOf } from "../ui/marks/hue.ts";
import { Icon } from "../ui/marks/icon.tsx";
import { type Choice, openPicker } from "../ui/picker.tsx";
import { ticketWords } from "../words/en/ticket.ts";
import { copyBranchName, copyKey, copyLink, copyMarkdown } from "./copy/copy-to-clipboard.ts";
import { memberText } from "./member-text.ts";
import { openTicketVersions } from "./versions/asked-versions.ts";
import { loadWatch, toggleMute, toggleWatch, watchOf } from "./watch.ts";

const words = ticketWords.head;

/** The line above a ticket: where it is, its key, who just changed it, and what can be done with it. */
export function TicketHead({
  ticket,
  isPanel,
  mayEdit,
}: {
  ticket: StoredTicket;
  isPanel: boolean;
  mayEdit: boolean;
}) {
  const page = paths.ticket(workspace.value?.slug ?? "", ticket.key);
  return (
    <header class="ticket-head">
      {!isPanel && <ProjectLink projectId={ticket.project_id} />}
      <button
        type="button"
        class="ticket-head-key"
        title={words.copyKey}
        onClick={() => copyKey(ticket)}
      >
        {ticket.key}
        <span class="visually-hidden">. {words.copyKey}</span>
      </button>
      <LastActor ticketId={ticket.id} />
      <span class="grow" />
      <HeadButton label={words.copyLink} icon="link" run={() => copyLink(ticket)} />
      <HeadButton label={words.copyMarkdown} icon="copy" run={() => void copyMarkdown(ticket)} />
      <HeadButton
        label={words.more}
        icon="ellipsis"
        run={(button) => openMore(ticket, { button, mayEdit })}
      />
      {isPanel && (
        <>
          <a
            class="icon-button"
            href={page}
            aria-label={words.expand}
            title={words.expand}
            onClick={(event) => followLink(event, page)}
          >
            <Icon name="maximize-2" size={15} />
          </a>
          <HeadButton label={words.close} icon="x" run={closePanel} />
        </>
      )}
    </header>
  );
}

function ProjectLink({ projectId }: { projectId: string }) {
  const project = projectById(projectId);
  if (!project) return null;
  const path = paths.board(workspace.value?.slug ?? "", project.key);
  return (
    <a class="ticket-head-project" href={path} onClick={(event) => followLink(event, path)}>
      <Icon name="arrow-left" size={15} />
      <span class="cut">{project.name}</span>
    </a>
  );
}

/** Who else changed the ticket a moment ago. */
function LastActor({ ticketId }: { ticketId: string }) {
  const id = lastActors.value.get(ticketId);
  if (id === undefined || id === myId.value) return null;
  return (
    <span class={`ticket-actor hue-${hueOf(id)}`}>
      <Avatar id={id} size={18} />
      <span class="cut">{words.changedBy(memberText(id))}</span>
    </span>
  );
}

function HeadButton({
  label,
  icon,
  run,
}: {
  label: string;
  icon: "link" | "copy" | "ellipsis" | "x";
  run: (button: HTMLElement) => void;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={(event) => run(event.currentTarget)}
    >
      <Icon name={icon} />
    </button>
  );
}

/** What is rarely done. Whether one watches the ticket is only known once the menu asks. */
function openMore(
  ticket: StoredTicket,
  { button, mayEdit }: { button: HTMLElement; mayEdit: boolean },
): void {
  void loadWatch(ticket.id);
  const actions: Record<string, () => void> = {
    branch: () => copyBranchName(ticket),
    versions: () => openTicketVersions(ticket),
    watch: () => void toggleWatch(ticket),
    mute: () => void toggleMute(ticket),
    delete: () => {
      void deleteTicket(ticket.id);
      closePanel();
    },
  };
  openPicker(button, {
    title: ticket.key,
    search: false,
    choices: () => moreChoices(ticket, mayEdit),
    pick: (id) => actions[id]?.(),
  });
}

function moreChoices(ticket: StoredTicket, mayEdit: boolean): Choice[] {
  const state = watchOf(ticket.id);
  const isOver = ticket.deleted_at !== null;
  return [
    {
      id: "watch",
      name:
        state === undefined ? words.watchOrNot : state === "watching" ? words.unwatch : words.watch,
      icon: <Icon name={state === "watching" ? "eye-off" : "eye"} size={15} />,
    },
    {
      id: "mute",
      name: state === undefined ? words.muteOrNot : state === "muted" ? words.unmute : words.mute,
      icon: <Icon name="bell-off" size={15} />,
    },
    { id: "branch", name: words.copyBranch, icon: <Icon name="git-branch" size={15} /> },
    ...(mayReadVersions(ticket.reporter_id)
      ? [{ id: "versions", name: words.versions, icon: <Icon name="history" size={15} /> }]
      : []),
    ...(mayEdit && !isOver && can("ticket:delete")
      ? [{ id: "delete", name: words.delete, icon: <Icon name="trash-2" size={15} /> }]
      : []),
  ];
}

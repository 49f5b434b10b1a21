import { openPalette } from "../palette/palette-state.ts";
import { paths, type Route, underlay } from "../routes.ts";
import { unread } from "../store/feed.ts";
import { can, projects, workspace } from "../store/workspace.ts";
import { openCreate } from "../ticket/create.ts";
import { Icon, type IconName } from "../ui/marks/icon.tsx";
import { shellWords } from "../words/en/shell.ts";
import { linkInto } from "./link-into.ts";

let lastProjectKey: string | undefined;

/** The navigation of a phone. */
export function BottomBar() {
  const slug = workspace.value?.slug ?? "";
  const { value: here } = underlay;
  const project = currentProject(here);
  const key = project?.key;
  return (
    <nav class="bottom-bar" aria-label={shellWords.bottomNavigation}>
      <BarLink
        path={paths.myWork(slug)}
        icon="circle-user-round"
        label={shellWords.myWork}
        isHere={here.name === "my-work"}
      />
      {key !== undefined && (
        <BarLink
          path={paths.board(slug, key)}
          icon="square-kanban"
          label={shellWords.board}
          isHere={here.name === "board" || here.name === "list"}
        />
      )}
      {can("ticket:create") && (
        <button
          type="button"
          class="bottom-new"
          aria-label={shellWords.newTicket}
          onClick={() => openCreate(project ? { projectId: project.id } : {})}
        >
          <Icon name="plus" size={22} />
        </button>
      )}
      <BarLink
        path={paths.inbox(slug)}
        icon="inbox"
        label={shellWords.inbox}
        unread={unread.value?.unread ?? 0}
        isHere={here.name === "inbox"}
      />
      <button type="button" class="bottom-link" onClick={openPalette}>
        <Icon name="search" size={20} />
        {shellWords.search}
      </button>
    </nav>
  );
}

/** The project in view, else the one that was looked at last, else the first. */
function currentProject(here: Route) {
  if ("projectKey" in here) lastProjectKey = here.projectKey;
  const open = projects.value.filter(({ archived_at }) => archived_at === null);
  return open.find(({ key }) => key === lastProjectKey) ?? open[0];
}

function BarLink({
  path,
  icon,
  label,
  isHere,
  unread = 0,
}: {
  path: string;
  icon: IconName;
  label: string;
  isHere: boolean;
  unread?: number;
}) {
  return (
    <a
      class={isHere ? "bottom-link bottom-link-here" : "bottom-link"}
      aria-current={isHere ? "page" : undefined}
      {...linkInto(path)}
    >
      <Icon name={icon} size={20} />
      {label}
      {unread > 0 && (
        <span class="bottom-unread">
          <span class="visually-hidden">{shellWords.unread(String(unread))}</span>
        </span>
      )}
    </a>
  );
}

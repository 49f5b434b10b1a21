import { openHelp, openPalette } from "../palette/palette-state.ts";
import { followLink, paths, underlay } from "../routes.ts";
import { unread } from "../store/feed.ts";
import { can, me, projects, workspace } from "../store/workspace.ts";
import { Kbd } from "../ui/kbd.tsx";
import { Avatar } from "../ui/marks/avatar.tsx";
import { Icon, type IconName } from "../ui/marks/icon.tsx";
import { shellWords } from "../words/en/shell.ts";
import { Connection } from "./connection.tsx";
import { linkInto } from "./link-into.ts";
import { openAccountMenu, openWorkspaceSwitch } from "./menus.ts";

/** The pages of the settings that have a link of their own here. */
const ownLinks = ["members", "workflows", "audit"];

/** The navigation at the left: it is drawn before the workspace is known, so that nothing moves. */
export function Sidebar() {
  const slug = workspace.value?.slug ?? "";
  const { value: here } = underlay;
  const isAt = (page: string) => here.name === "workspace-settings" && here.page === page;
  return (
    <nav class="sidebar scroll" aria-label={shellWords.navigation}>
      <WorkspaceButton />
      <SearchButton />
      <NavLink path={paths.myWork(slug)} icon="circle-user-round" isHere={here.name === "my-work"}>
        {shellWords.myWork}
      </NavLink>
      <NavLink
        path={paths.inbox(slug)}
        icon="inbox"
        isHere={here.name === "inbox"}
        unread={unread.value?.unread ?? 0}
      >
        {shellWords.inbox}
      </NavLink>
      <div class="nav-part">
        <h2 class="grow">{shellWords.projects}</h2>
        {can("project:manage") && <NewProject slug={slug} />}
      </div>
      <ProjectLinks />
      <div class="nav-part">
        <h2>{shellWords.workspacePart}</h2>
      </div>
      <NavLink
        path={paths.workspaceSettings(slug, "members")}
        icon="users"
        isHere={isAt("members")}
      >
        {shellWords.members}
      </NavLink>
      <NavLink
        path={paths.workspaceSettings(slug, "workflows")}
        icon="workflow"
        isHere={isAt("workflows")}
      >
        {shellWords.workflows}
      </NavLink>
      {can("audit:read") && (
        <NavLink
          path={paths.workspaceSettings(slug, "audit")}
          icon="shield-check"
          isHere={isAt("audit")}
        >
          {shellWords.auditLog}
        </NavLink>
      )}
      <NavLink path={paths.trash(slug)} icon="trash-2" isHere={here.name === "trash"}>
        {shellWords.trash}
      </NavLink>
      <NavLink
        path={paths.workspaceSettings(slug, "workspace")}
        icon="settings"
        isHere={here.name.endsWith("-settings") && !ownLinks.some(isAt)}
      >
        {shellWords.settings}
      </NavLink>
      <span class="grow" />
      <SidebarFoot />
    </nav>
  );
}

function WorkspaceButton() {
  const name = workspace.value?.name ?? "";
  return (
    <button
      type="button"
      class="workspace-button"
      aria-haspopup="dialog"
      onClick={(event) => openWorkspaceSwitch(event.currentTarget)}
    >
      <span class="workspace-mark" aria-hidden="true">
        {[...name][0]}
      </span>
      <span class="grow cut">{name}</span>
      <span class="visually-hidden">. {shellWords.switchWorkspace}</span>
      <Icon name="chevron-down" size={14} />
    </button>
  );
}

function SearchButton() {
  return (
    <button type="button" class="search-button" aria-haspopup="dialog" onClick={openPalette}>
      <Icon name="search" size={15} />
      <span class="grow">{shellWords.searchOrDo}</span>
      <Kbd keys="Ctrl K" />
    </button>
  );
}

function ProjectLinks() {
  const slug = workspace.value?.slug ?? "";
  const { value: here } = underlay;
  return (
    <>
      {projects.value
        .filter(({ archived_at }) => archived_at === null)
        .map(({ id, key, name }) => (
          <NavLink
            key={id}
            path={paths.board(slug, key)}
            projectKey={key}
            isHere={"projectKey" in here && here.projectKey === key}
          >
            {name}
          </NavLink>
        ))}
    </>
  );
}

function NavLink({
  path,
  icon,
  projectKey,
  isHere,
  unread = 0,
  children,
}: {
  path: string;
  icon?: IconName;
  projectKey?: string;
  isHere: boolean;
  unread?: number;
  children: string;
}) {
  return (
    <a
      class={isHere ? "nav-link nav-link-here" : "nav-link"}
      aria-current={isHere ? "page" : undefined}
      {...linkInto(path)}
    >
      {icon && <Icon name={icon} size={16} />}
      {projectKey && <span class="project-key">{projectKey}</span>}
      <span class="grow cut">{children}</span>
      {unread > 0 && (
        <span class="nav-badge">
          {countText(unread)}
          <span class="visually-hidden">{shellWords.unread("")}</span>
        </span>
      )}
    </a>
  );
}

/** The server counts up to a hundred. */
function countText(unread: number): string {
  return unread >= 100 ? "99+" : String(unread);
}

function NewProject({ slug }: { slug: string }) {
  const path = paths.workspaceSettings(slug, "projects", "new");
  return (
    <a
      class="icon-button icon-button-small"
      href={path}
      aria-label={shellWords.newProject}
      title={shellWords.newProject}
      onClick={(event) => followLink(event, path)}
    >
      <Icon name="plus" size={14} />
    </a>
  );
}

function SidebarFoot() {
  const user = me.value?.user;
  return (
    <div class="sidebar-foot">
      <Connection />
      <span class="grow" />
      <button
        type="button"
        class="icon-button icon-button-small"
        aria-label={shellWords.allKeys}
        title={shellWords.allKeys}
        onClick={openHelp}
      >
        <Icon name="keyboard" size={15} />
      </button>
      {user && (
        <button
          type="button"
          class="account-button"
          aria-haspopup="dialog"
          onClick={(event) => openAccountMenu(event.currentTarget)}
        >
          <Avatar id={user.id} name={user.name} size={22} />
          <span class="visually-hidden">{shellWords.accountMenu(user.name)}</span>
        </button>
      )}
    </div>
  );
}

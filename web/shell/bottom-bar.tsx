import { followLink, paths, underlay } from "../routes.ts";
import { projects, workspace } from "../store/workspace.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { shellWords } from "../words/en/shell.ts";

/** The navigation of a phone. */
export function BottomBar() {
  const slug = workspace.value?.slug ?? "";
  const { value: here } = underlay;
  const key = "projectKey" in here ? here.projectKey : projects.value[0]?.key;
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
          isHere={here.name === "board"}
        />
      )}
      <BarLink
        path={paths.inbox(slug)}
        icon="inbox"
        label={shellWords.inbox}
        isHere={here.name === "inbox"}
      />
      <BarLink
        path={paths.search(slug)}
        icon="search"
        label={shellWords.search}
        isHere={here.name === "search"}
      />
    </nav>
  );
}

function BarLink({
  path,
  icon,
  label,
  isHere,
}: {
  path: string;
  icon: IconName;
  label: string;
  isHere: boolean;
}) {
  return (
    <a
      class={isHere ? "bottom-link bottom-link-here" : "bottom-link"}
      href={path}
      aria-current={isHere ? "page" : undefined}
      onClick={(event) => followLink(event, path)}
    >
      <Icon name={icon} size={20} />
      {label}
    </a>
  );
}

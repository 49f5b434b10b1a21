import { isProblem, type Project } from "../../../client/index.ts";
import { followLink, paths } from "../../routes.ts";
import { statusName, workspace } from "../../store/workspace.ts";
import { projectWords as words } from "../../words/en/projects.ts";
import { shellWords } from "../../words/en/shell.ts";

/** Links to the tickets whose statuses the other workflow lacks (409 `status_in_use`). */
export function StatusesInTheWay({ project, error }: { project: Project; error: unknown }) {
  if (!isProblem(error, "status_in_use")) return null;
  const { statuses = [] } = error.members;
  const { slug = "" } = workspace.value ?? {};
  const list = paths.list(slug, project.key);
  const trash = paths.trash(slug);
  return (
    <p class="entry-note">
      {words.inUse}{" "}
      {statuses.map((status) => {
        const path = `${list}?${new URLSearchParams({ status })}`;
        return (
          <a
            key={status}
            class="link status-link"
            href={path}
            onClick={(event) => followLink(event, path)}
          >
            {statusName(status)}
          </a>
        );
      })}
      {words.inUseTrash}{" "}
      <a class="link" href={trash} onClick={(event) => followLink(event, trash)}>
        {shellWords.trash}
      </a>
    </p>
  );
}

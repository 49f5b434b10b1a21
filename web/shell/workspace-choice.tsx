import { Door } from "../account/door.tsx";
import { FirstWorkspace } from "../account/first-workspace.tsx";
import { followLink, paths } from "../routes.ts";
import { chooseWorkspace } from "../store/workspace/chosen.ts";
import { me, slugOf } from "../store/workspace.ts";
import { shellWords } from "../words/en/shell.ts";

/** The address names a workspace that cannot be opened, or two of one's own: shows what can be opened. */
export function WorkspaceChoice({ slug }: { slug: string | undefined }) {
  const all = me.value?.memberships ?? [];
  const shown = slug === undefined ? all : all.filter((each) => slugOf(each) === slug);
  const isAmbiguous = slug !== undefined;
  return (
    <Door title={isAmbiguous ? shellWords.workspaceAmbiguous : shellWords.workspaceMissing}>
      <p class="hint">
        {isAmbiguous ? shellWords.workspaceAmbiguousWhy : shellWords.workspaceMissingWhy}
      </p>
      {shown.length > 0 ? (
        <ul class="door-list">
          {shown.map((each) => (
            <li key={each.workspace_id}>
              <a
                class="button button-large"
                href={paths.myWork(slugOf(each))}
                onClick={(event) => {
                  if (isAmbiguous) chooseWorkspace(each);
                  else followLink(event, paths.myWork(slugOf(each)));
                }}
              >
                {each.workspace_name}
                {isAmbiguous && <span class="hint">{each.handle}</span>}
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <a
          class="button button-large"
          href={paths.firstWorkspace()}
          onClick={(event) => followLink(event, paths.firstWorkspace())}
        >
          {shellWords.newWorkspace}
        </a>
      )}
    </Door>
  );
}

export function NoWorkspace() {
  return <FirstWorkspace />;
}

export function NotReachable({ detail }: { detail: string }) {
  return (
    <Door title={shellWords.notReachable}>
      <p>{detail}</p>
      <button
        type="button"
        class="button button-primary button-large"
        onClick={() => location.reload()}
      >
        {shellWords.tryAgain}
      </button>
    </Door>
  );
}

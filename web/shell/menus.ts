import { goToWorkspace } from "../account/workspaces/open-workspace.ts";
import { navigate, paths } from "../routes.ts";
import { me, workspace } from "../store/workspace.ts";
import { openPicker } from "../ui/picker.tsx";
import { shellWords } from "../words/en/shell.ts";
import { askToSignOut } from "./sign-out.tsx";

const NEW = "new";

/** The list of one's own workspaces. */
export function openWorkspaceSwitch(anchor: Element): void {
  const memberships = me.peek()?.memberships ?? [];
  openPicker(anchor, {
    title: shellWords.switchWorkspace,
    search: memberships.length > 8,
    choices: [
      ...memberships.map(({ workspace_id, workspace_name }) => ({
        id: workspace_id,
        name: workspace_name,
        isChecked: workspace_id === workspace.peek()?.id,
      })),
      { id: NEW, name: shellWords.newWorkspace },
    ],
    pick: (id) => {
      const chosen = memberships.find(({ workspace_id }) => workspace_id === id);
      if (chosen) goToWorkspace(chosen);
      else navigate(paths.firstWorkspace());
    },
  });
}

export function openAccountMenu(anchor: Element): void {
  openPicker(anchor, {
    title: me.peek()?.user.name ?? shellWords.yourAccount,
    search: false,
    choices: [
      { id: "profile", name: shellWords.yourAccount },
      { id: "appearance", name: shellWords.appearance },
      { id: "sign-out", name: shellWords.signOut },
    ],
    pick: (id) => {
      if (id === "sign-out") void askToSignOut();
      else navigate(paths.accountSettings(id));
    },
  });
}

import { filterBars, requestFilter } from "../../list/filter-state.ts";
import { navigate, paths } from "../../routes.ts";
import { openWorkspaceSwitch } from "../../shell/menus.ts";
import { me, workspace } from "../../store/workspace.ts";
import { lastUndo, undo } from "../../store/writes.ts";
import { openCreate } from "../../ticket/create.ts";
import type { Behaviour } from "../behaviour.ts";
import type { CommandId } from "../command-list.ts";
import { openHelp, openPalette } from "../palette-state.ts";
import { projectToGoTo } from "./last-project.ts";

const slug = () => workspace.peek()?.slug ?? "";
const inWorkspace = () => workspace.value !== undefined;

const goes = (path: () => string): Behaviour => ({
  isAvailable: inWorkspace,
  run: () => navigate(path()),
});

const goesToProject = (path: (slug: string, key: string) => string): Behaviour => ({
  isAvailable: () => projectToGoTo() !== undefined,
  run: () => navigate(path(slug(), projectToGoTo() ?? "")),
});

export const goCommands = {
  palette: { run: openPalette },
  search: { isAvailable: inWorkspace, run: openPalette },
  create: { run: () => openCreate() },
  undo: { isAvailable: () => lastUndo.value !== undefined, run: undo },
  filter: { isAvailable: () => filterBars.value > 0, run: requestFilter },
  help: { run: openHelp },
  "my-work": goes(() => paths.myWork(slug())),
  inbox: goes(() => paths.inbox(slug())),
  board: goesToProject(paths.board),
  list: goesToProject(paths.list),
  "search-page": goes(() => paths.search(slug())),
  trash: goes(() => paths.trash(slug())),
  members: goes(() => paths.workspaceSettings(slug(), "members")),
  workflows: goes(() => paths.workspaceSettings(slug(), "workflows")),
  "audit-log": goes(() => paths.workspaceSettings(slug(), "audit")),
  "workspace-settings": goes(() => paths.workspaceSettings(slug(), "workspace")),
  "account-settings": {
    isAvailable: () => me.value !== undefined,
    run: () => navigate(paths.accountSettings("profile")),
  },
  "switch-workspace": {
    isAvailable: () => (me.value?.memberships.length ?? 0) > 1,
    run: () => openWorkspaceSwitch(document.querySelector(".workspace-button") ?? document.body),
  },
} satisfies Partial<Record<CommandId, Behaviour>>;

import type { ListPageName } from "../list/list-pages.ts";
import { type Route, underlay } from "../routes.ts";
import type { SettingsPageName } from "../settings/settings-pages.ts";
import { lazyPage, type PageComponent } from "./lazy-page.tsx";
import { loadLaterParts } from "./load-later-parts.ts";

const loadBoard = () => import("../board/board-page.tsx");
// The code of the board loads while the workspace is read.
if (underlay.peek().name === "board") void loadBoard().catch(() => {});

/**
 * The page of each route, beside which a ticket's panel may lie. What is not needed at the start is
 * lazy: with the parts that everybody needs soon, or in a file of its own.
 */
export const pages: Partial<Record<Route["name"], PageComponent>> = {
  ticket: lazyPage(() => loadLaterParts().then((parts) => parts.TicketPage)),
  board: lazyPage(() => loadBoard().then((file) => file.BoardPage)),
  "my-work": listPage("my-work"),
  list: listPage("list"),
  inbox: lazyPage(() => loadLaterParts().then((parts) => parts.InboxPage)),
  search: listPage("search"),
  trash: listPage("trash"),
};

/** The pages below `/<slug>/settings/`, by the next segment of the address. */
export const workspaceSettingsPages: Readonly<Record<string, PageComponent>> = {
  workspace: settingsPage("workspace"),
  members: settingsPage("members"),
  "service-accounts": settingsPage("serviceAccounts"),
  projects: settingsPage("projects"),
  workflows: settingsPage("workflows"),
  "workflow-editor": settingsPage("workflowEditor"),
  labels: settingsPage("labels"),
  audit: settingsPage("audit"),
};

/** The pages below `/settings/`, by the next segment of the address. */
export const accountSettingsPages: Readonly<Record<string, PageComponent>> = {
  profile: settingsPage("profile"),
  security: settingsPage("security"),
  notifications: settingsPage("notifications"),
  appearance: settingsPage("appearance"),
  workspaces: settingsPage("workspaces"),
};

function listPage(name: ListPageName): PageComponent {
  return lazyPage(() => loadLaterParts().then((parts) => parts.listPages[name]));
}

function settingsPage(name: SettingsPageName): PageComponent {
  return lazyPage(() =>
    import("../settings/settings-pages.ts").then((file) => file.settingsPages[name]),
  );
}

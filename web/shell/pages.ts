import { type Route, underlay } from "../routes.ts";
import { loadTicketParts } from "../ticket/load-ticket-parts.ts";
import { lazyPage, type PageComponent } from "./lazy-page.tsx";

const loadBoard = () => import("../board/board-page.tsx");
// Who opens a board gets its code while the workspace is read.
if (underlay.peek().name === "board") void loadBoard().catch(() => {});

/**
 * The page of each route, beside which a ticket's panel may lie. What is not needed at the start is
 * lazy: `inbox: lazyPage(() => import("../inbox/inbox-page.tsx").then((file) => file.InboxPage))`.
 */
export const pages: Partial<Record<Route["name"], PageComponent>> = {
  ticket: lazyPage(() => loadTicketParts().then(({ TicketPage }) => TicketPage)),
  board: lazyPage(() => loadBoard().then((file) => file.BoardPage)),
  "my-work": lazyPage(() => import("../my-work/my-work-page.tsx").then((file) => file.MyWorkPage)),
  list: lazyPage(() => import("../list/list-page.tsx").then((file) => file.ListPage)),
  inbox: lazyPage(() => import("../inbox/inbox-page.tsx").then((file) => file.InboxPage)),
  search: lazyPage(() => import("../search/search-page.tsx").then((file) => file.SearchPage)),
  trash: lazyPage(() => import("../trash/trash-page.tsx").then((file) => file.TrashPage)),
};

/** The pages below `/<slug>/settings/`, by the next segment of the address. Each is lazy. */
export const workspaceSettingsPages: Readonly<Record<string, PageComponent>> = {
  workspace: lazyPage(() =>
    import("../settings/workspace/workspace-page.tsx").then((file) => file.WorkspacePage),
  ),
  members: lazyPage(() =>
    import("../settings/members/members-page.tsx").then((file) => file.MembersPage),
  ),
  "service-accounts": lazyPage(() =>
    import("../settings/service-accounts/service-accounts-page.tsx").then(
      (file) => file.ServiceAccountsPage,
    ),
  ),
  projects: lazyPage(() =>
    import("../settings/projects/projects-page.tsx").then((file) => file.ProjectsPage),
  ),
  workflows: lazyPage(() =>
    import("../settings/workflows/workflows-page.tsx").then((file) => file.WorkflowsPage),
  ),
  "workflow-editor": lazyPage(() =>
    import("../settings/workflows/editor-page.tsx").then((file) => file.WorkflowEditorPage),
  ),
  labels: lazyPage(() =>
    import("../settings/labels/labels-page.tsx").then((file) => file.LabelsPage),
  ),
  audit: lazyPage(() => import("../settings/audit/audit-page.tsx").then((file) => file.AuditPage)),
};

/** The pages below `/settings/`, by the next segment of the address. Each is lazy. */
export const accountSettingsPages: Readonly<Record<string, PageComponent>> = {
  profile: lazyPage(() =>
    import("../account/profile/profile-page.tsx").then((file) => file.ProfilePage),
  ),
  security: lazyPage(() =>
    import("../account/security/security-page.tsx").then((file) => file.SecurityPage),
  ),
  notifications: lazyPage(() =>
    import("../account/notifications/notifications-page.tsx").then(
      (file) => file.NotificationsPage,
    ),
  ),
  appearance: lazyPage(() =>
    import("../account/appearance/appearance-page.tsx").then((file) => file.AppearancePage),
  ),
  workspaces: lazyPage(() =>
    import("../account/workspaces/workspaces-page.tsx").then((file) => file.WorkspacesPage),
  ),
};

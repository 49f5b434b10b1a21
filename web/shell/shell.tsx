import { computed } from "@preact/signals";
import { closePanel, followLink, isPanel, paths, route, underlay } from "../routes.ts";
import { projects } from "../store/workspace.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PaneBoundary } from "../ui/pane-boundary.tsx";
import { shellWords } from "../words/en/shell.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { useLostFocus } from "./focus/lost-focus.ts";
import { usePanelFocus } from "./focus/page-focus.ts";
import { accountSettingsPages, pages, workspaceSettingsPages } from "./pages.ts";
import { Sidebar } from "./sidebar.tsx";
import { isSidebarHidden } from "./sidebar-state.ts";

/** The letters of the longest key of a project: lists leave room for it. */
const longestKey = computed(() => Math.max(4, ...projects.value.map(({ key }) => key.length)));

/** What surrounds every page of a workspace. It is drawn at once; the page follows when `isReady`. */
export function Shell({ isReady }: { isReady: boolean }) {
  const hasPanel = isReady && isPanel.value;
  usePanelFocus();
  useLostFocus();
  const classes = ["shell"];
  if (hasPanel) classes.push("shell-with-panel");
  if (isSidebarHidden.value) classes.push("shell-without-sidebar");
  return (
    <div class={classes.join(" ")} style={{ "--key-letters": longestKey.value }}>
      <a class="skip-link" href="#main">
        {shellWords.skipToContent}
      </a>
      <Sidebar />
      <main id="main" class="main" tabIndex={-1}>
        {isReady && (
          <PaneBoundary resetKey={JSON.stringify(underlay.value)}>
            <CurrentPage />
          </PaneBoundary>
        )}
      </main>
      {hasPanel && (
        <PaneBoundary resetKey={JSON.stringify(route.value)} onClose={closePanel}>
          <CurrentPanel />
        </PaneBoundary>
      )}
      <BottomBar />
    </div>
  );
}

/** The page of the route; under an open panel, that of the view below it. */
export function CurrentPage() {
  const { value: shown } = underlay;
  const Page =
    shown.name === "workspace-settings"
      ? workspaceSettingsPages[shown.page]
      : shown.name === "account-settings"
        ? accountSettingsPages[shown.page]
        : pages[shown.name];
  if (!Page) return <MissingPage />;
  return <Page route={shown} />;
}

function CurrentPanel() {
  const Ticket = pages.ticket;
  return Ticket ? <Ticket route={route.value} /> : null;
}

function MissingPage() {
  return (
    <EmptyState icon="circle-help" title={shellWords.pageMissing}>
      <p>{shellWords.pageMissingWhy}</p>
      <a class="button" href={paths.home()} onClick={(event) => followLink(event, paths.home())}>
        {shellWords.myWork}
      </a>
    </EmptyState>
  );
}

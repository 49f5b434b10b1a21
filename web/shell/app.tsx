import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { RegisterPage } from "../account/register.tsx";
import { SignInPage } from "../account/sign-in.tsx";
import { SignInDialog } from "../account/sign-in-dialog.tsx";
import { api } from "../api/client.ts";
import { problemText } from "../api/problems.ts";
import { restoreSession, signedIn } from "../api/session.ts";
import {
  followLink,
  isTicketKey,
  navigate,
  paths,
  type Route,
  route,
  underlay,
} from "../routes.ts";
import { hasLostAccess } from "../store/feed.ts";
import { chooseWorkspace } from "../store/workspace/chosen.ts";
import { enterWorkspace, loadMemberships, me, slugOf, workspace } from "../store/workspace.ts";
import { LiveRegion } from "../ui/live-region.tsx";
import { PaneBoundary } from "../ui/pane-boundary.tsx";
import { Picker } from "../ui/picker.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { shellWords } from "../words/en/shell.ts";
import { usePageFocus } from "./focus/page-focus.ts";
import { overlays } from "./overlays.ts";
import { CurrentPage, Shell } from "./shell.tsx";
import { askToSignOut, SignOutDialog } from "./sign-out.tsx";
import { NotReachable, NoWorkspace, WorkspaceChoice } from "./workspace-choice.tsx";

/** What is known of the workspace in the address. */
type Entry = "loading" | "entered" | "not_found" | "ambiguous" | "none" | { error: string };
const entry = signal<Entry>("loading");
/** The slug in the address of the workspace that was entered, which may be a former one. */
let enteredSlug: string | undefined;

export function App() {
  return (
    <>
      <Content />
      {signedIn.value === "expired" && <SignInDialog />}
      <SignOutDialog />
      {overlays.map((Overlay, index) => (
        <Overlay key={index} />
      ))}
      <Picker />
      <Toasts />
      <LiveRegion />
    </>
  );
}

function Content() {
  const { value: current } = route;
  const isIn = signedIn.value === "yes" || signedIn.value === "expired";
  const slug = slugIn(current);
  // A sign-in over the page repeats what its expiry has stopped, and without access the page is left.
  useLayoutEffect(() => {
    if (isIn) void enter(slug);
  }, [signedIn.value, hasLostAccess.value, slug, current.name]);
  usePageFocus(nameOfPage());

  if (signedIn.value === "no") {
    return current.name === "register" ? <RegisterPage /> : <SignInPage />;
  }
  const { value: state } = entry;
  if (typeof state === "object") return <NotReachable detail={state.error} />;
  if (state === "none" && current.name === "account-settings") return <AccountWithoutShell />;
  if (state === "none" || current.name === "first-workspace") return <NoWorkspace />;
  if (state === "not_found") return <WorkspaceChoice slug={undefined} />;
  if (state === "ambiguous") return <WorkspaceChoice slug={slug} />;
  return (
    <PaneBoundary>
      <Shell isReady={isIn && state === "entered"} />
    </PaneBoundary>
  );
}

/** Another name is another page; undefined while it is not known which one is shown. */
function nameOfPage(): string | undefined {
  if (signedIn.value === "no") return route.value.name;
  const { value: state } = entry;
  if (typeof state === "object" || state === "loading") return undefined;
  return state === "entered" ? JSON.stringify(underlay.value) : state;
}

/** One's own account can be managed without any workspace; there is nothing to put beside it. */
function AccountWithoutShell() {
  return (
    <PaneBoundary>
      <main class="main main-alone" id="main" tabIndex={-1}>
        <p class="alone-links">
          <a class="link" href={paths.home()} onClick={(event) => followLink(event, paths.home())}>
            {shellWords.back}
          </a>
          <button type="button" class="link" onClick={askToSignOut}>
            {shellWords.signOut}
          </button>
        </p>
        <CurrentPage />
      </main>
    </PaneBoundary>
  );
}

/** Begins before the first page is drawn: nearly everything on it waits for the session. */
export async function restore(): Promise<void> {
  try {
    await restoreSession();
  } catch (error) {
    entry.value = { error: problemText(error) };
  }
}

/** Enters the workspace of the address; without one, goes to the first of one's own. */
async function enter(slug: string | undefined): Promise<void> {
  // Somebody may go on to another workspace while this one is being read.
  const isLeft = () => slugIn(route.peek()) !== slug;
  try {
    if (!me.peek()) await loadMemberships();
    if (isLeft()) return;
    if (slug !== undefined) {
      // The pages of the other workspace go at once: its tickets have no meaning at this address.
      if (slug !== enteredSlug) entry.value = "loading";
      const result = await enterWorkspace(slug);
      if (isLeft()) return;
      entry.value = result;
      enteredSlug = result === "entered" ? slug : undefined;
      return;
    }
    const current = route.peek();
    if (current.name === "ticket-link") return await openTicketLink(current);
    const known = workspace.peek()?.slug;
    const [first] = me.peek()?.memberships ?? [];
    const home = known ?? (first && slugOf(first));
    if (home === undefined) entry.value = "none";
    else if (current.name === "account-settings") {
      const result = await enterWorkspace(home);
      if (!isLeft()) entry.value = result;
    } else if (current.name !== "first-workspace") {
      navigate(paths.myWork(home), { replace: true });
    }
  } catch (error) {
    if (signedIn.peek() === "yes" && !isLeft()) entry.value = { error: problemText(error) };
  }
}

/** The slug in the address of a page of a workspace. */
function slugIn(page: Route): string | undefined {
  return "slug" in page ? page.slug : undefined;
}

/** A link in a mail names a workspace by its ID, and a ticket by its key or ID. */
async function openTicketLink(link: Extract<Route, { name: "ticket-link" }>): Promise<void> {
  const { workspaceId, ticketRef } = link;
  const found = me.peek()?.memberships.find(({ workspace_id }) => workspace_id === workspaceId);
  if (!found) {
    entry.value = "not_found";
    return;
  }
  const { key } = isTicketKey(ticketRef)
    ? { key: ticketRef }
    : await api.getTicket({ workspace_id: workspaceId, ticket_id: ticketRef });
  if (route.peek() !== link) return;
  chooseWorkspace(found);
  navigate(paths.ticket(slugOf(found), key) + location.hash, { replace: true });
}

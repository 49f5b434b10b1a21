import { effect, untracked } from "@preact/signals";
import { signedIn } from "../../api/session.ts";
import { boardWords } from "../../words/en/board.ts";
import { board } from "../columns.ts";
import { clearDrafts } from "../drafts.ts";
import { connection, hasLostAccess, leaveFeed, startFeed, stopFeed } from "../feed.ts";
import { clearOutbox, isOutboxWaiting, retryNow, startOutbox } from "../outbox/outbox.ts";
import { clearSelection } from "../selection.ts";
import { forgetTickets } from "../tickets.ts";
import { showToast } from "../toasts.ts";
import { forgetMembership, leaveWorkspace, loadMemberships, me, workspace } from "../workspace.ts";

/** How long a hidden tab keeps its stream: browsers open six connections to a host. */
const HIDDEN_MS = 30_000;
/** When the code of conflicts is loaded, which no page needs at the start. */
const CONFLICTS_AFTER_MS = 10_000;
/** After so long, waiting writes are worth a message. */
const SLOW_MS = 20_000;

/** Starts what runs beside every page: outbox, feed, and what follows a sign-in or a sign-out. */
export function startStore(): void {
  startOutbox();
  followCurrentWorkspace();
  followVisibility();
  followSession();
  reportSlowWrites();
  // So that a conflict can be resolved after a deployment, too, when the code has another name.
  setTimeout(() => void import("../reconcile.ts").catch(() => {}), CONFLICTS_AFTER_MS);
}

function followCurrentWorkspace(): void {
  let current: string | undefined;
  effect(() => {
    const id = workspace.value?.id;
    if (id === current) return;
    current = id;
    untracked(() => {
      leaveFeed();
      board.value = undefined;
      clearSelection();
      forgetTickets();
      if (id !== undefined && document.visibilityState === "visible") startFeed();
    });
  });
  effect(() => {
    if (!hasLostAccess.value) return;
    untracked(() => {
      showToast({ text: boardWords.lostAccess, tone: "bad" });
      forgetMembership(workspace.peek()?.id);
      void loadMemberships().catch(() => {});
    });
  });
}

function followVisibility(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") startFeed();
    else timer = setTimeout(stopFeed, HIDDEN_MS);
  });
  addEventListener("offline", () => {
    connection.value = "offline";
  });
  // The client would wait up to half a minute before it tries again.
  addEventListener("online", () => {
    stopFeed();
    if (document.visibilityState === "visible") startFeed();
  });
}

function followSession(): void {
  let before = signedIn.peek();
  effect(() => {
    const now = signedIn.value;
    const was = before;
    before = now;
    untracked(() => {
      if (now === "yes" && was === "expired") retryNow();
      if (now !== "no" || was === "unknown" || was === "no") return;
      clearOutbox();
      clearDrafts();
      leaveWorkspace();
      me.value = undefined;
    });
  });
}

function reportSlowWrites(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let close = () => {};
  effect(() => {
    clearTimeout(timer);
    // A change of the list of toasts must not do this again.
    if (!isOutboxWaiting.value) return untracked(close);
    timer = setTimeout(() => {
      close = showToast({
        text: boardWords.savingSlowly,
        action: { label: boardWords.tryNow, run: retryNow },
        seconds: Number.POSITIVE_INFINITY,
      });
    }, SLOW_MS);
  });
}

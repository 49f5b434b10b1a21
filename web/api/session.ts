import { signal } from "@preact/signals";
import { isProblem, type SignedIn } from "../../client/index.ts";
import { api } from "./client.ts";
import { problemText } from "./problems.ts";
import { noteSession, sessionUserId, signedIn } from "./session-state.ts";
import { onTabMessage, sendToTabs } from "./tabs.ts";

export { signedIn } from "./session-state.ts";

/** Why the session could not be looked for, such as an address that is not PUBLIC_URL. */
export const sessionProblem = signal<string | undefined>(undefined);

/** Finds out at the start whether this browser has a session. Throws if the server is not reached. */
export async function restoreSession(): Promise<void> {
  try {
    await api.refreshSession();
  } catch (error) {
    if (isProblem(error, "invalid_refresh_token")) return;
    if (!isProblem(error, "cross_origin_refused")) throw error;
    sessionProblem.value = problemText(error);
    signedIn.value = "no";
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  begin(await api.signIn({ email, password }));
}

export async function register(input: {
  name: string;
  email: string;
  password: string;
}): Promise<void> {
  begin(await api.register(input));
}

/** A tab that shows another person's pages must not go on showing them. */
function begin(answer: SignedIn): void {
  const before = sessionUserId.peek();
  sendToTabs({ type: "signed-in", userId: answer.user.id });
  if (before !== undefined && before !== answer.user.id) location.reload();
  else noteSession(answer);
}

/** Ends the session here and in the other tabs. The page starts anew, so nothing of it stays in memory. */
export async function signOut(): Promise<void> {
  await api.signOut();
  sendToTabs({ type: "signed-out" });
  leave();
}

/** What the browser stores of a person is removed by those who follow `signedIn`. */
function leave(): void {
  signedIn.value = "no";
  sessionUserId.value = undefined;
  location.assign(document.documentElement.dataset.base || "/");
}

onTabMessage("signed-in", ({ userId }) => {
  const known = sessionUserId.peek();
  if (known !== undefined && known !== userId) location.reload();
  else if (signedIn.peek() !== "yes") void api.refreshSession().catch(() => {});
});
onTabMessage("signed-out", leave);

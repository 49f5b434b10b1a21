import { signal } from "@preact/signals";

/**
 * Whether somebody is signed in. `expired` is a session that ended while the app was open: the
 * sign-in dialog lies over the page, and everything typed stays.
 */
export const signedIn = signal<"unknown" | "yes" | "no" | "expired">("unknown");

/** Who is signed in, or was until the session ended. */
export const sessionUserId = signal<string | undefined>(undefined);

/** The session began or continues, as this user. */
export function noteSession({ user }: { user: { id: string } }): void {
  sessionUserId.value = user.id;
  signedIn.value = "yes";
}

/** The server knows no session. */
export function noteNoSession(): void {
  signedIn.value = signedIn.peek() === "yes" || signedIn.peek() === "expired" ? "expired" : "no";
}

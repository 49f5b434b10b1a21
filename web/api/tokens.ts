import { signal } from "@preact/signals";
import type { TokenStore, Tokens } from "../../client/index.ts";

/**
 * Whether somebody is signed in. `expired` is a session that ended while the app was open: the
 * sign-in dialog lies over the page, and everything typed stays.
 */
export const signedIn = signal<"unknown" | "yes" | "no" | "expired">("unknown");

let stored: Tokens | undefined;

/** The tokens, in memory alone. */
export const tokens: TokenStore = {
  load: () => stored,
  save(next) {
    stored = next;
    if (next) signedIn.value = "yes";
    else if (signedIn.peek() === "yes") signedIn.value = "expired";
  },
};

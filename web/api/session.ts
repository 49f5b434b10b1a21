import { api } from "./client.ts";
import { signedIn } from "./tokens.ts";

export { signedIn } from "./tokens.ts";

/** Finds out at the start whether this browser has a session. */
export async function restoreSession(): Promise<void> {
  if (signedIn.peek() === "unknown") signedIn.value = "no";
}

export async function signIn(email: string, password: string): Promise<void> {
  await api.signIn({ email, password });
}

export async function register(input: {
  name: string;
  email: string;
  password: string;
}): Promise<void> {
  await api.register(input);
}

/** Ends the session and forgets everything of it in this browser. */
export async function signOut(): Promise<void> {
  signedIn.value = "no";
  await api.signOut();
}

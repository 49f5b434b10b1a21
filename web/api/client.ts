import { createClient } from "../../client/index.ts";
import { tokens } from "./tokens.ts";

/** Every call of the app goes through this client. */
export const api = createClient({
  url: serverUrl(),
  tokens,
  maxAttempts: 4,
  retryTimeoutMs: 20_000,
});

function serverUrl(): string {
  if (!globalThis.location) return "http://localhost";
  return location.origin + (document.documentElement.dataset.base ?? "");
}

import { createClient } from "../../client/index.ts";
import { shareRefresh } from "./share-refresh.ts";

/** Every call of the app goes through this client. Its access token is in memory alone. */
export const api = createClient({
  url: serverUrl(),
  session: "cookie",
  shareRefresh,
  maxAttempts: 4,
  retryTimeoutMs: 20_000,
});

function serverUrl(): string {
  if (!globalThis.location) return "http://localhost";
  return location.origin + (document.documentElement.dataset.base ?? "");
}

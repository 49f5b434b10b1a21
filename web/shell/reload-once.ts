const KEY = "slacky.reloaded";
const AGAIN_AFTER_MS = 60_000;

/** Reloads the page unless it did so within the last minute. Returns whether it does. */
export function reloadOnce(now = Date.now()): boolean {
  try {
    if (now - Number(sessionStorage.getItem(KEY) ?? 0) < AGAIN_AFTER_MS) return false;
    sessionStorage.setItem(KEY, String(now));
  } catch {
    // Without storage, it could reload for ever.
    return false;
  }
  location.reload();
  return true;
}

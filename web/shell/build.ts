const KEY = "slacky.reloaded";
const AGAIN_AFTER_MS = 60_000;

/** Whether the server has another build of the app than this page; false if it does not say. */
export async function hasNewBuild(): Promise<boolean> {
  const id = await readBuild();
  return id !== undefined && id !== document.documentElement.dataset.build;
}

/**
 * After code could not be loaded: reloads the page if another build was deployed, in which the code has another
 * name. Without a network a reload would lose the page. Returns whether it reloads.
 */
export async function reloadForNewBuild(): Promise<boolean> {
  return (await hasNewBuild()) && reloadOnce();
}

/** The build that the server has now; undefined if it cannot be read. */
async function readBuild(): Promise<string | undefined> {
  const base = document.documentElement.dataset.base ?? "";
  try {
    const response = await fetch(`${base}/assets/build.json`, { cache: "no-cache" });
    return ((await response.json()) as { id?: string }).id;
  } catch {
    return undefined;
  }
}

/** Reloads the page unless it did so within the last minute. Returns whether it does. */
function reloadOnce(): boolean {
  try {
    if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < AGAIN_AFTER_MS) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    // Without storage, it could reload for ever.
    return false;
  }
  location.reload();
  return true;
}

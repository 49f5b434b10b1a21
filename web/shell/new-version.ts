import { effect } from "@preact/signals";
import { connection, streamEnd } from "../store/feed.ts";
import { showToast } from "../store/toasts.ts";
import { shellWords } from "../words/en/shell.ts";

/** Offers to reload when the server came back with another build of the app. It never reloads by itself. */
export function offerNewVersion(): void {
  let wasStopping = false;
  let isOffered = false;
  effect(() => {
    if (streamEnd.value === "stopping") wasStopping = true;
    if (connection.value !== "live" || !wasStopping || isOffered) return;
    wasStopping = false;
    void readBuild().then((id) => {
      if (id === undefined || id === document.documentElement.dataset.build || isOffered) return;
      isOffered = true;
      showToast({
        text: shellWords.newVersion,
        action: { label: shellWords.reload, run: () => location.reload() },
        seconds: Number.POSITIVE_INFINITY,
      });
    });
  });
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

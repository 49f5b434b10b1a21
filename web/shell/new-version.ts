import { effect } from "@preact/signals";
import { connection, streamEnd } from "../store/feed.ts";
import { showToast } from "../store/toasts.ts";
import { shellWords } from "../words/en/shell.ts";
import { hasNewBuild } from "./build.ts";

/** Offers to reload when the server came back with another build of the app. It never reloads by itself. */
export function offerNewVersion(): void {
  let wasStopping = false;
  let isOffered = false;
  effect(() => {
    if (streamEnd.value === "stopping") wasStopping = true;
    if (connection.value !== "live" || !wasStopping || isOffered) return;
    wasStopping = false;
    void hasNewBuild().then((isNew) => {
      if (!isNew || isOffered) return;
      isOffered = true;
      showToast({
        text: shellWords.newVersion,
        action: { label: shellWords.reload, run: () => location.reload() },
        seconds: Number.POSITIVE_INFINITY,
      });
    });
  });
}

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { letKeysWait } from "../palette/keyboard/key-presses.ts";
import { showToast } from "../store/toasts.ts";
import { shellWords } from "../words/en/shell.ts";
import { reloadForNewBuild } from "./build.ts";

type Part<Props> = (props: Props) => ComponentChildren;

const IDLE_AFTER_MS = 500;

/**
 * A part that nobody sees at the start, such as a dialog. Its code is loaded when it is first shown, or
 * before that when the browser has nothing to do, so that it works without a network, too. `Loading` is
 * shown until then; unless it says otherwise, keys wait for the part.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<Part<Props>>,
  Loading: Part<Props> = KeysWait,
): Part<Props> {
  const loaded = signal<{ Part?: Part<Props>; error?: unknown }>({});
  const start = async () => {
    if (loaded.peek().Part) return;
    loaded.value = {};
    try {
      loaded.value = { Part: await load() };
    } catch (error) {
      // It is loaded again when it is needed.
      loaded.value = { error };
    }
  };
  setTimeout(() => whenIdle(start), IDLE_AFTER_MS);
  return function LazyPart(props) {
    const { Part, error } = loaded.value;
    useEffect(() => void start(), []);
    useEffect(() => {
      if (error === undefined) return;
      let close = () => {};
      let isNeeded = true;
      void reloadForNewBuild().then((isReloading) => {
        if (isNeeded && !isReloading) close = offerRetry(() => void start());
      });
      return () => {
        isNeeded = false;
        close();
      };
    }, [error]);
    if (Part) return <Part {...props} />;
    return error === undefined ? <Loading {...props} /> : null;
  };
}

/** A part that is missing has no pane, so a toast says that it failed. */
function offerRetry(retry: () => void): () => void {
  return showToast({
    text: shellWords.partFailed,
    tone: "bad",
    action: { label: shellWords.tryAgain, run: retry },
    seconds: Number.POSITIVE_INFINITY,
  });
}

/** What is pressed while it is there is meant for what is loading. */
export function KeysWait() {
  useLayoutEffect(letKeysWait, []);
  return null;
}

function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run);
  else run();
}

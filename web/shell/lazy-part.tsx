import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { reloadOnce } from "./reload-once.ts";

type Part<Props> = (props: Props) => ComponentChildren;

const IDLE_AFTER_MS = 500;

/**
 * A part that nobody sees at the start, such as a dialog. Its code is loaded when it is first shown, or
 * before that when the browser has nothing to do, so that it works without a network, too. `Loading` is
 * shown until then.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<Part<Props>>,
  Loading?: Part<Props>,
): Part<Props> {
  const loaded = signal<{ Part?: Part<Props>; error?: unknown }>({});
  const start = async () => {
    if (loaded.peek().Part) return;
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
      // A newer version was deployed, and the code of this part has another name there.
      if (error !== undefined) reloadOnce();
    }, [error]);
    if (Part) return <Part {...props} />;
    return Loading ? <Loading {...props} /> : null;
  };
}

function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run);
  else run();
}

/** A hidden page has no frames. */
const HIDDEN_MS = 100;
const scheduled = new Set<() => void>();

/** Runs a function once before the next frame, however often it was asked for. */
export function nextFrame(run: () => void): void {
  if (scheduled.has(run)) return;
  scheduled.add(run);
  const runOnce = () => {
    if (!scheduled.delete(run)) return;
    run();
  };
  if (globalThis.document?.visibilityState === "visible") requestAnimationFrame(runOnce);
  // A tab that becomes hidden before its frame would wait until it is shown again.
  setTimeout(runOnce, HIDDEN_MS);
}

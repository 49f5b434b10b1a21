/** The keys of a shortcut, as people write them: `Ctrl K`, `G M`. On a Mac, Ctrl is ⌘. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd>{isMac ? keys.replaceAll("Ctrl", "⌘") : keys}</kbd>;
}

const isMac = navigator.platform.startsWith("Mac");

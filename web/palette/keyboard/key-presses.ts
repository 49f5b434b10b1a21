import { nameOfPress } from "./keys.ts";
import { repeatKey } from "./repeat-key.ts";
import { isInDialog, isOwnKey, isTextField } from "./targets.ts";

let handle: ((event: KeyboardEvent) => void) | undefined;
let loading = 0;
let isRepeating = false;
const waiting: KeyboardEvent[] = [];

/** Listens to the keyboard. What is pressed while something loads that takes keys is carried out then. */
export function listenToKeys(): () => void {
  const listen = (event: KeyboardEvent) => handle?.(event);
  document.addEventListener("keydown", keep, true);
  document.addEventListener("keydown", listen);
  return () => {
    document.removeEventListener("keydown", keep, true);
    document.removeEventListener("keydown", listen);
  };
}

export function handleKeysWith(handler: (event: KeyboardEvent) => void): void {
  handle = handler;
}

/** A part that takes keys is loading: they wait until the function is called that this returns. */
export function letKeysWait(): () => void {
  loading += 1;
  return () => {
    loading -= 1;
    void repeatKeys();
  };
}

function keep(event: KeyboardEvent): void {
  const isLoading = loading > 0 || isRepeating;
  if (!event.isTrusted || event.isComposing || !isLoading || !isKept(event)) return;
  // Once a key waits, those after it do, too: they are meant for what the first one opens.
  if (waiting.length === 0 && !isRepeating && hasOwnUse(event)) return;
  event.preventDefault();
  event.stopPropagation();
  waiting.push(event);
}

const named: ReadonlySet<string> = new Set([
  ...["Enter", "Escape", "Backspace", " ", "PageUp", "PageDown", "Home", "End"],
  ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
]);

/** Tab and the keys of the browser do not wait. */
function isKept(event: KeyboardEvent): boolean {
  const press = nameOfPress(event);
  if (press === undefined) return false;
  return named.has(event.key) || press === "Ctrl K" || press.replace("Shift ", "").length === 1;
}

/** What is typed into a field or a dialog that is there already, or presses a button, need not wait. */
function hasOwnUse(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  return isTextField(target) || isInDialog(target) || isOwnKey(target, nameOfPress(event) ?? "");
}

/** One by one: a key may open what the next one is typed into, and that may have to load. */
async function repeatKeys(): Promise<void> {
  if (isRepeating) return;
  isRepeating = true;
  let isTyped = false;
  while (waiting.length > 0) {
    // Between two letters in a field nothing opens; every other key acts on what is drawn.
    if (!isTyped || waiting[0]?.key.length !== 1) await drawn();
    if (loading > 0) break;
    const event = waiting.shift();
    isTyped = event !== undefined && repeatKey(event);
  }
  if (!isTyped) await drawn();
  isRepeating = false;
  if (waiting.length > 0 && loading === 0) void repeatKeys();
}

/** The next frame is drawn, and the effects of its components, which run in a timer after it, have run. */
const drawn = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => setTimeout(() => setTimeout(resolve))),
  );

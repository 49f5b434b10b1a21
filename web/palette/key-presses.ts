let handle: ((event: KeyboardEvent) => void) | undefined;
const early: KeyboardEvent[] = [];

/** Listens to the keyboard. What is pressed before the commands are loaded is carried out then. */
export function listenToKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (handle) handle(event);
    else early.push(event);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

export function handleKeysWith(handler: (event: KeyboardEvent) => void): void {
  handle = handler;
  for (const event of early.splice(0)) handler(event);
}

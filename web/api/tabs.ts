import type { SignedIn } from "../../client/index.ts";

/** What the tabs of one browser say to each other about their session. */
type TabMessage =
  | { type: "refreshed"; answer: SignedIn }
  | { type: "signed-in"; userId: string }
  | { type: "signed-out" };

type Listeners = { [Type in TabMessage["type"]]?: (message: never) => void };

const listeners: Listeners = {};
/** Node.js has the class, too, where an open channel would keep a test's process alive. */
const channel = globalThis.document ? new BroadcastChannel("slacky.session") : undefined;
channel?.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => {
  listeners[data.type]?.(data as never);
});

export function sendToTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/** Sets what happens when another tab sends a message of this type. */
export function onTabMessage<Type extends TabMessage["type"]>(
  type: Type,
  listener: (message: Extract<TabMessage, { type: Type }>) => void,
): void {
  listeners[type] = listener as (message: never) => void;
}

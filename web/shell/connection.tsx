import { connection } from "../store/feed.ts";
import { isOutboxOffline } from "../store/outbox/outbox.ts";
import { pendingWrites } from "../store/writes.ts";
import { shellWords } from "../words/en/shell.ts";
import { connectionState } from "./connection-state.ts";

const texts = {
  live: () => shellWords.live,
  connecting: () => shellWords.connecting,
  saving: () => shellWords.saving,
  offline: (waiting: number) =>
    waiting > 0 ? shellWords.offlineWith(waiting) : shellWords.offline,
};

/** Whether the page is live and whether everything is saved, at the foot of the sidebar. */
export function Connection() {
  const waiting = pendingWrites.value;
  const state = connectionState({
    feed: connection.value,
    isOffline: isOutboxOffline.value,
    waiting,
  });
  return (
    <span class={`connection connection-${state}`} role="status">
      <i class="connection-dot" />
      {texts[state](waiting)}
    </span>
  );
}

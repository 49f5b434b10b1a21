import { archiveWithNotice, markAllWithNotice } from "../../inbox/actions.ts";
import { focusedNotificationId } from "../../inbox/focus.ts";
import { toggleUnread } from "../../store/inbox/inbox.ts";
import type { Behaviour } from "../behaviour.ts";
import type { CommandId } from "../command-list.ts";

const hasFocus = () => focusedNotificationId.value !== undefined;

export const inboxCommands = {
  archive: {
    isAvailable: hasFocus,
    run: () => void archiveWithNotice(focusedNotificationId.peek() ?? ""),
  },
  "mark-unread": {
    isAvailable: hasFocus,
    run: () => void toggleUnread(focusedNotificationId.peek() ?? ""),
  },
  "mark-all-read": { run: () => void markAllWithNotice() },
} satisfies Partial<Record<CommandId, Behaviour>>;

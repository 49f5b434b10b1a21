import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { notificationReasons } from "../reasons.ts";
import { effectiveSettings, type StoredSettings } from "./channels.ts";
import { lockSettings, setSettings } from "./queries.ts";
import type { NotificationSettings, NotificationSettingsPatch } from "./schemas.ts";

/**
 * Changes what the patch names in the actor's settings for the workspace, and leaves the rest as it is,
 * also what a concurrent request changes. No event: what somebody wants to know is private. A program
 * has an inbox, but no address and no browser: throws `person_required` if its token sets `mail` or
 * `push`.
 */
export async function changeSettings(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  patch: NotificationSettingsPatch,
): Promise<NotificationSettings> {
  if (namesPersonalChannels(patch)) actor.requirePerson("get notifications by mail or push");
  const key = { workspace_id, user_id: actor.id };
  const changed = applyPatch(await lockSettings(tx, key), patch);
  tx.defer(setSettings(key, changed));
  return effectiveSettings(changed);
}

function applyPatch(
  { muted, reasons }: StoredSettings,
  patch: NotificationSettingsPatch,
): StoredSettings {
  const changed = { ...reasons };
  for (const reason of notificationReasons) {
    const channels = patch.reasons?.[reason];
    if (channels === null) delete changed[reason];
    else if (channels) changed[reason] = { ...changed[reason], ...channels };
  }
  return { muted: patch.muted ?? muted, reasons: changed };
}

function namesPersonalChannels({ reasons = {} }: NotificationSettingsPatch): boolean {
  return Object.values(reasons).some(
    (channels) => channels?.mail !== undefined || channels?.push !== undefined,
  );
}

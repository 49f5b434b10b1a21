import { endpoint, workspacePath } from "../../contract/endpoint.ts";
import { workspaceParams } from "../../contract/fields.ts";
import { changeSettings } from "./change.ts";
import { effectiveSettings } from "./channels.ts";
import { findSettings } from "./queries.ts";
import { NotificationSettings, UpdateNotificationSettingsBody } from "./schemas.ts";

const settingsPath = `${workspacePath}/notification-settings`;

export const notificationSettingsEndpoints = [
  endpoint("GET", settingsPath, {
    operation: "getNotificationSettings",
    summary: "Get what you are notified of in a workspace, and how",
    permission: "notification:manage",
    params: workspaceParams,
    response: NotificationSettings,
    read: async (db, { context: { workspace_id, actor } }) =>
      effectiveSettings(await findSettings(db, { workspace_id, user_id: actor.id })),
  }),
  endpoint("PATCH", settingsPath, {
    operation: "updateNotificationSettings",
    summary: "Change what you are notified of in a workspace, and how",
    permission: "notification:manage",
    params: workspaceParams,
    body: UpdateNotificationSettingsBody,
    response: NotificationSettings,
    problems: ["person_required"],
    write: (tx, { context, body }) => changeSettings(tx, context, body),
  }),
];

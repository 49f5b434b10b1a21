import { endpoint } from "../../contract/endpoint.ts";
import { readNotificationSettings } from "./read.ts";
import { NotificationSettings, UpdateNotificationSettingsBody } from "./schemas.ts";
import { updateNotificationSettings } from "./update.ts";

export const personalNotificationSettingsEndpoints = [
  endpoint("GET", "/v1/me/notification-settings", {
    operation: "getPersonalNotificationSettings",
    summary: "Get your time zone and the times of your digest",
    permission: "signed_in",
    response: NotificationSettings,
    read: (db, { principal }) => readNotificationSettings(db, principal),
  }),
  endpoint("PATCH", "/v1/me/notification-settings", {
    operation: "updatePersonalNotificationSettings",
    summary: "Change your time zone and the times of your digest",
    permission: "signed_in",
    body: UpdateNotificationSettingsBody,
    response: NotificationSettings,
    write: (tx, { principal, body }) => updateNotificationSettings(tx, principal, body),
  }),
];

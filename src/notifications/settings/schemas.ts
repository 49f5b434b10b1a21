import { z } from "zod";
import { type NotificationReason, notificationReasons } from "../reasons.ts";

const mail = z.enum(["now", "digest", "off"]);

/** By which means a member is notified for one reason. */
const Channels = z
  .object({
    inbox: z.boolean(),
    push: z.boolean(),
    mail,
  })
  .meta({ id: "NotificationChannels" });
export type Channels = z.output<typeof Channels>;

const ChannelsPatch = z
  .strictObject({
    inbox: z.boolean().optional(),
    push: z.boolean().optional(),
    mail: mail.optional(),
  })
  .meta({ id: "UpdateNotificationChannels" });
export type ChannelsPatch = z.output<typeof ChannelsPatch>;

const muted = z.boolean().meta({
  description: "Whether you are notified of nothing that happens in this workspace.",
});

export const NotificationSettings = z
  .object({ muted, reasons: z.object(forEachReason(Channels)) })
  .meta({ id: "NotificationSettings" });
export type NotificationSettings = z.output<typeof NotificationSettings>;

export const UpdateNotificationSettingsBody = z
  .strictObject({
    muted: muted.optional(),
    reasons: z
      .strictObject(
        forEachReason(
          ChannelsPatch.nullable().optional().meta({ description: "Null restores the defaults." }),
        ),
      )
      .optional(),
  })
  .meta({ id: "UpdateNotificationSettings" });
export type NotificationSettingsPatch = z.output<typeof UpdateNotificationSettingsBody>;

function forEachReason<Schema extends z.ZodType>(
  schema: Schema,
): Record<NotificationReason, Schema> {
  const entries = notificationReasons.map((reason) => [reason, schema] as const);
  return Object.fromEntries(entries) as Record<NotificationReason, Schema>;
}

import { z } from "zod";
import { limits } from "../../limits.ts";
import { isTimeZone } from "./time-zone.ts";

const digests = ["daily", "weekly"] as const;

const digestHour = z.int().min(0).max(23).meta({
  description: "At which hour of the person's time zone the digest is sent.",
  example: 8,
});

const digest = z.enum(digests).meta({ description: "`weekly` is sent on Mondays." });

const timeZoneMeta = {
  description:
    "A name of the IANA time zone database. The days of the person begin there: a ticket is due at the beginning of a day. Null means UTC.",
  example: "Europe/Berlin",
};

export const NotificationSettings = z
  .object({
    time_zone: z.string().nullable().meta(timeZoneMeta),
    digest_hour: digestHour,
    digest,
  })
  .meta({ id: "PersonalNotificationSettings" });

export type NotificationSettings = z.output<typeof NotificationSettings>;

export const UpdateNotificationSettingsBody = z
  .strictObject({
    time_zone: z
      .string()
      .refine(isTimeZone, "Must be the name of a time zone, such as Europe/Berlin.")
      .meta({ ...timeZoneMeta, minLength: 1, maxLength: limits.time_zone })
      .nullable()
      .optional(),
    digest_hour: digestHour.optional(),
    digest: digest.optional(),
  })
  .meta({ id: "UpdatePersonalNotificationSettings" });

export type NotificationSettingsPatch = z.output<typeof UpdateNotificationSettingsBody>;

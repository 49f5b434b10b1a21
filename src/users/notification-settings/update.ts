import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import { lockPerson } from "../queries.ts";
import { findTimeZone, insertNotificationSettings, setNotificationSettings } from "./queries.ts";
import { readNotificationSettings } from "./read.ts";
import type { NotificationSettings, NotificationSettingsPatch } from "./schemas.ts";

/**
 * Changes the settings that the patch names. They concern nobody else, so no event is recorded.
 * Throws `invalid_request` for a time zone that PostgreSQL does not know, `unauthenticated` if the
 * person is being erased.
 */
export async function updateNotificationSettings(
  tx: Tx,
  { user_id }: { user_id: string },
  patch: NotificationSettingsPatch,
): Promise<NotificationSettings> {
  const named = await withSpelling(tx, patch);
  if (Object.values(named).every((value) => value === undefined)) {
    return await readNotificationSettings(tx, { user_id });
  }

  const [person] = await tx.query(lockPerson(user_id));
  if (!person) throw new Problem("unauthenticated", "The account was erased.");
  await tx.query(insertNotificationSettings(user_id));
  const [settings] = await tx.query(setNotificationSettings(user_id, named));
  if (!settings) throw new Error("The settings were not returned.");
  return settings;
}

async function withSpelling(
  tx: Tx,
  patch: NotificationSettingsPatch,
): Promise<NotificationSettingsPatch> {
  if (typeof patch.time_zone !== "string") return patch;
  const [known] = await tx.query(findTimeZone(patch.time_zone));
  if (!known) throw unknownToDatabase(patch.time_zone);
  return { ...patch, time_zone: known.name };
}

/** Node.js and PostgreSQL have a time zone database each, and one may be older. */
function unknownToDatabase(name: string): Problem {
  const detail = `PostgreSQL has no time zone of the name ${name}. Use another name for it.`;
  return new Problem("invalid_request", detail, {
    errors: [{ pointer: "/time_zone", detail }],
  });
}

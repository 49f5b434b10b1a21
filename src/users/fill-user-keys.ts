import { defineBackfill } from "../backfill/backfill.ts";
import { emailKeyOf } from "../text/email-address.ts";
import {
  countUsersToFill,
  listUsersToFill,
  setUserKeys,
  type UserWithoutKey,
} from "./fill-queries.ts";

/**
 * Fills the keys of addresses of an earlier version. If two accounts have the same key, the older one
 * gets it. The other is marked: it is still found by its own address, and `slacky doctor` names it.
 */
export const fillUserKeys = defineBackfill<UserWithoutKey>({
  name: "user_email_keys",
  version: 1,
  listNext: listUsersToFill,
  keyOf: ({ id }) => [id],
  async write(tx, users) {
    const keys = users.flatMap(({ id, email }) =>
      email === null ? [] : [{ id, key: emailKeyOf(email) }],
    );
    if (keys.length > 0) await setUserKeys(tx, keys);
  },
  countNext: countUsersToFill,
});

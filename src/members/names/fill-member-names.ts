import { defineBackfill } from "../../backfill/backfill.ts";
import { foldName } from "../../text/fold.ts";
import {
  countMembersToFill,
  listMembersToFill,
  type MemberWithName,
  setNameKeys,
} from "./queries.ts";

/**
 * Fills the keys of names of members of an earlier version. A member who changes their name meanwhile
 * has a key already, which is newer.
 */
export const fillMemberNames = defineBackfill<MemberWithName>({
  name: "member_name_keys",
  version: 1,
  listNext: listMembersToFill,
  keyOf: ({ workspace_id, user_id }) => [workspace_id, user_id],
  async write(tx, members) {
    const keys = members
      .filter(({ is_left }) => is_left)
      .map(({ workspace_id, user_id, name }) => ({ workspace_id, user_id, key: foldName(name) }));
    if (keys.length > 0) await setNameKeys(tx, keys);
  },
  countNext: countMembersToFill,
});

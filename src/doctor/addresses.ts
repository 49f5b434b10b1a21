import type { Queryable } from "../db/pool.ts";
import { listCollidingAddresses } from "../users/fill-queries.ts";
import { type CheckResult, good, warning } from "./finding.ts";

const NAMED_MAX = 20;

/** Accounts of an earlier version whose addresses are the same as another account's. */
export async function checkAddresses(db: Queryable): Promise<CheckResult> {
  const addresses = await listCollidingAddresses(db, { limit: NAMED_MAX + 1 });
  if (addresses.length === 0) return good("No two accounts have the same email address.");
  const more = addresses.length > NAMED_MAX ? ", and more" : "";
  return warning(
    `These accounts have the address of another, older account in another spelling: ` +
      `${addresses.slice(0, NAMED_MAX).join(", ")}${more}. They sign in as before, with exactly this ` +
      "spelling. Ask their owners which of the two they use, and erase the other: `slacky user erase`.",
  );
}

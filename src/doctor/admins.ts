import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good } from "./finding.ts";
import { listWorkspacesWithoutAdmin } from "./queries.ts";

const namedMax = 20;

/** Finds workspaces that nobody can manage, such as those of people who were erased before 0.1.0. */
export async function checkAdmins(db: Queryable): Promise<CheckResult> {
  const found = await listWorkspacesWithoutAdmin(db, { limit: namedMax + 1 });
  if (found.length === 0) return good("Every workspace has an admin who can sign in.");
  const names = found.slice(0, namedMax).map(({ id, name }) => `${name} (${id})`);
  const more = found.length > namedMax ? " and others" : "";
  return fault(
    `These workspaces have no admin who can sign in: ${names.join(", ")}${more}. ` +
      "Give each one an admin: slacky workspace set-admin <id> --email <address>",
  );
}

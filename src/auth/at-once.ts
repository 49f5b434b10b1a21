import type { Db } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import { transactionAtOnce } from "../db/transaction.ts";
import type { Attempt } from "./authorize.ts";
import { rolesWith } from "./permissions.ts";
import { isPermitted, lockMembers } from "./queries.ts";
import { type Origin, tokenHas } from "./scope.ts";

/** Who asks for a command that judges them itself, in its one statement. */
export interface Unjudged {
  workspace_id: string;
  actor: { id: string };
  origin: Origin;
  /** What the statement has to make the condition of all that it does. */
  isPermitted: Sql;
}

interface Terms<Row> {
  /** The members, beside the actor, whose rows it needs. */
  alongside: readonly string[];
  /** Whether it names no version, which some workspaces ask for. */
  needsVersion: boolean;
  command: (unjudged: Unjudged) => Sql<Row> | undefined;
}

/**
 * Does a command in one flight: holds the member rows that it depends on, as every write does, and has it
 * judged and done by one statement behind that. Gives its row; undefined where it did nothing, since somebody
 * or something is against it, which the command in its steps will tell.
 */
export async function writeAtOnce<Row>(
  db: Db,
  attempt: Attempt,
  { alongside, needsVersion, command }: Terms<Row>,
): Promise<Row | undefined> {
  const { workspace_id, caller, origin, permission } = attempt;
  if (caller.kind === "token" && !tokenHas(caller, permission)) return undefined;
  const actor = { id: caller.user_id };
  const roles = rolesWith(permission);
  const statement = command({
    workspace_id,
    actor,
    origin,
    isPermitted: isPermitted(attempt, { roles, needsVersion }),
  });
  if (!statement) return undefined;
  // A statement of its own: the other sees what was committed while this waited.
  const members = lockMembers(workspace_id, [actor.id, ...alongside], "for share");
  const [, [row] = []] = (await transactionAtOnce(db, [members, statement])) ?? [];
  return row as Row | undefined;
}

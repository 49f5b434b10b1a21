import { isSelect } from "../db/driver/batch.ts";
import type { Queryable } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { type Permission, rolesWith } from "./permissions.ts";
import {
  isCredentialLive,
  lockAllMembers,
  lockMembers,
  lockWorkspace,
  onlyFor,
  readMembership,
  readStanding,
  type Standing,
} from "./queries.ts";
import {
  type Actor,
  actorOf,
  type LockedMember,
  type Origin,
  type Principal,
  type WorkspaceContext,
} from "./workspace-context.ts";

/** What a caller asks to do, and where. */
export interface Attempt {
  workspace_id: string;
  principal: Principal;
  origin: Origin;
  permission: Permission;
}

/**
 * A caller on the way in. The judgement takes no round trip of its own: it travels in front of the first
 * statement that is asked through `db`, whose rows nobody sees before it was passed.
 */
export interface Admission<Q extends Queryable> {
  context: WorkspaceContext;
  db: Q;
  /** Has the caller judged, where nothing was asked yet. Throws what they are refused with. */
  judge(): Promise<void>;
}

/**
 * Judges a read by the role in the database. A workspace that the caller is no member of does not exist
 * (404 `not_found`), a session or API token that is over is 401, a role that is too low is 403 with the missing permission.
 */
export function admitRead<Q extends Queryable>(db: Q, attempt: Attempt): Admission<Q> {
  const { workspace_id, principal } = attempt;
  return admit(db, attempt, {
    questions: [readMembership(workspace_id, principal)],
    answer: ([[standing]]: [Standing[]]) => standing && { ...standing, members: [] },
  });
}

/**
 * Judges a write inside its own transaction, holding the member rows that it depends on until COMMIT: once
 * a removal is acknowledged, no write of that member can follow.
 *
 * `lock` says how much is held: the rows of the actor and of `alongside` shared (every ordinary write), the
 * same rows exclusively behind the workspace's (changes of members), or the workspace and all its members.
 * `also` is judged last.
 */
export async function admitWrite(
  tx: Tx,
  attempt: Attempt,
  { lock, alongside, also }: WriteTerms,
): Promise<Admission<Tx>> {
  const { workspace_id, principal } = attempt;
  const user_ids = [principal.user_id, ...alongside];
  if (lock !== "shared") await lockWorkspace(tx, workspace_id);
  if (lock === "workspace") await lockAllMembers(tx, workspace_id);

  const strength = lock === "shared" ? "for share" : "for no key update";
  const admission = admit(tx, attempt, {
    questions: [
      lockMembers(workspace_id, user_ids, strength),
      readStanding(workspace_id, principal),
    ],
    answer: ([members, [standing]]: [LockedMember[], Omit<Standing, "role">[]]) => {
      const own = members.find(({ user_id }) => user_id === principal.user_id);
      if (!standing || !own || own.removed_at !== null) return undefined;
      return { ...standing, role: own.role, members };
    },
    also,
  });
  // Where members or the workspace change, their rows are what the command goes by from the beginning.
  if (lock !== "shared") await admission.judge();
  return admission;
}

interface WriteTerms {
  lock: "shared" | "members" | "workspace";
  alongside: readonly string[];
  also: (context: WorkspaceContext) => void;
}

/** Judges what needs no workspace: the session or API token must be alive. */
export async function authorizePrincipal(db: Queryable, principal: Principal): Promise<void> {
  if (!(await isCredentialLive(db, principal))) throw isOver(principal);
}

type Judged = Standing & { members: readonly LockedMember[] };

interface Judging<Rows> {
  questions: readonly Sql<unknown>[];
  answer: (rows: Rows) => Judged | undefined;
  also?: (context: WorkspaceContext) => void;
}

function admit<Q extends Queryable, Rows extends unknown[][]>(
  db: Q,
  attempt: Attempt,
  { questions, answer, also }: Judging<Rows>,
): Admission<Q> {
  const { workspace_id, principal, permission } = attempt;
  const guard = { workspace_id, user_id: principal.user_id, roles: rolesWith(permission) };
  let judged: Judged | undefined;
  let judgement: Promise<unknown[][]> | undefined;
  const context = new AuthorizedContext(attempt, () => {
    if (!judged) throw new Error("The role counts before anything was asked of the database.");
    return judged;
  });

  const ask = async (statements: readonly Sql<unknown>[]): Promise<unknown[][]> => {
    const rows = await db.batch([
      ...questions,
      ...statements.map((statement) => onlyFor(guard, statement)),
    ]);
    const found = answer(rows.splice(0, questions.length) as Rows);
    if (!found) throw await whyNot(db, principal);
    if (!found.credential_is_live) throw isOver(principal);
    judged = found;
    context.actor.mustHave(permission);
    also?.(context);
    return rows;
  };
  const judge = async (): Promise<void> => {
    judgement ??= ask([]);
    await judgement;
  };
  const batch: Queryable["batch"] = async (statements) => {
    if (!judgement && statements.every(isSelect)) {
      judgement = ask(statements);
      return await judgement;
    }
    await judge();
    return await db.batch(statements);
  };
  const query = async <Row>(statement: Sql<Row>) => (await batch([statement]))[0] as Row[];
  return { context, judge, db: { ...db, batch, query } };
}

/** A class for its getters, as an actor is. */
class AuthorizedContext implements WorkspaceContext {
  readonly workspace_id: string;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly #judged: () => Judged;

  constructor({ workspace_id, principal, origin }: Attempt, judged: () => Judged) {
    this.workspace_id = workspace_id;
    this.actor = actorOf(principal.user_id, () => judged().role, principal);
    this.origin = origin;
    this.#judged = judged;
  }

  get members(): WorkspaceContext["members"] {
    return new Map(this.#judged().members.map((member) => [member.user_id, member]));
  }

  get require_if_match(): boolean {
    return this.#judged().require_if_match;
  }
}

async function whyNot(db: Queryable, principal: Principal): Promise<Problem> {
  if (!(await isCredentialLive(db, principal))) return isOver(principal);
  return new Problem("not_found", "There is no such workspace, or you are no member of it.");
}

function isOver({ kind }: Principal): Problem {
  const detail = {
    session: "This session has ended: sign in again.",
    token: "This API token is not valid, or no longer.",
  };
  return new Problem("unauthenticated", detail[kind]);
}

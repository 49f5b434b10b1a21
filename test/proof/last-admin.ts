import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { systemOrigin } from "../../src/events/record.ts";
import { addMember } from "../../src/members/add-member.ts";
import { createWorkspace } from "../../src/workspaces/create.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { countDeadlocks } from "../support/deadlocks.ts";
import { givenPerson, type Person } from "../support/given.ts";
import type { Reply } from "../support/reply.ts";

/** The outcome of the rounds. */
export interface LastAdminProof {
  rounds: number;
  /** Rounds that left a workspace without an admin. */
  without_admin: number;
  deadlocks: number;
  /** How many responses had each status. */
  statuses: Record<number, number>;
}

/**
 * The only two admins demote, remove or leave at the same moment, in every combination of the
 * four; each round in its own workspace, over HTTP.
 */
export async function proveLastAdmin({ rounds }: { rounds: number }): Promise<LastAdminProof> {
  const api = await startApi();
  try {
    const [one, other] = [await givenPerson(api, "one"), await givenPerson(api, "other")];
    const proof: LastAdminProof = { rounds, without_admin: 0, deadlocks: 0, statuses: {} };
    for (let round = 0; round < rounds; round += 1) await playRound(api, proof, round, one, other);
    return { ...proof, deadlocks: await countDeadlocks(api) };
  } finally {
    await api.close();
  }
}

async function playRound(
  api: TestApi,
  proof: LastAdminProof,
  round: number,
  one: Person,
  other: Person,
): Promise<void> {
  const workspace_id = await givenTwoAdmins(api, one, other);
  const moves = [demote, remove, stepDown, leave];
  const first = moves[round % moves.length] ?? demote;
  const second = moves[Math.floor(round / moves.length) % moves.length] ?? demote;

  const replies = await Promise.all([
    first(api, workspace_id, one, other),
    second(api, workspace_id, other, one),
  ]);

  for (const { status } of replies) proof.statuses[status] = (proof.statuses[status] ?? 0) + 1;
  if ((await countAdmins(api, workspace_id)) === 0) proof.without_admin += 1;
}

type Move = (api: TestApi, workspace_id: string, me: Person, rival: Person) => Promise<Reply>;

const demote: Move = (api, workspace_id, me, rival) =>
  api.patch(me, memberPath(workspace_id, rival), { role: "member" });
const remove: Move = (api, workspace_id, me, rival) =>
  api.delete(me, memberPath(workspace_id, rival));
const stepDown: Move = (api, workspace_id, me) =>
  api.patch(me, memberPath(workspace_id, me), { role: "viewer" });
const leave: Move = (api, workspace_id, me) => api.delete(me, memberPath(workspace_id, me));

function memberPath(workspace_id: string, { id }: Person): string {
  return `/v1/workspaces/${workspace_id}/members/${id}`;
}

async function givenTwoAdmins(api: TestApi, one: Person, other: Person): Promise<string> {
  return await transaction(api.db, async (tx) => {
    const maker = { id: one.id, origin: systemOrigin };
    const { id } = await createWorkspace(tx, maker, { name: "Two admins" });
    const { id: user_id, name } = other;
    await addMember(tx, { workspace_id: id, user_id, role: "admin", name });
    return id;
  });
}

async function countAdmins({ db }: TestApi, workspace_id: string): Promise<number> {
  const admins = await db.query(sql`
    select m.user_id
      from members m
     where m.workspace_id = ${workspace_id}
       and m.role = 'admin'
       and m.removed_at is null`);
  return admins.length;
}

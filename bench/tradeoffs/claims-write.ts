import { createSecretKey } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Db, Queryable } from "../../src/db/pool.ts";
import { type Sql, sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { retitle, type Team } from "./team.ts";

/** Where the role comes from: the token, a query before the transaction, or a query inside it. */
export type Source = "token" | "before" | "inside";

/** A member with a token that has their ID and, for those who trust it, their role. */
export interface TokenHolder {
  team: Team;
  user_id: string;
  token: string;
}

interface Claims {
  sub: string;
  role: string;
}

const key = createSecretKey("only for this experiment", "utf8");

export function tokenHolderOf(team: Team, user_id: string): TokenHolder {
  const token = jwt.sign({ role: "member" }, key, { subject: user_id, expiresIn: 900 });
  return { team, user_id, token };
}

/** Writes to a ticket if the member may. Returns whether it did. */
export async function write(
  db: Db,
  source: Source,
  { team, token }: TokenHolder,
  ticket_id: string,
): Promise<boolean> {
  const { sub, role } = jwt.verify(token, key, { algorithms: ["HS256"] }) as Claims;
  if (source === "before" && !mayWrite(await findRole(db, team, sub))) return false;
  if (source === "token" && !mayWrite(role)) return false;
  return await transaction(db, async (tx) => {
    if (source === "inside") {
      const [[member]] = await tx.batch([
        sql<{ role: string }>`${memberRow(team, sub)} for share`,
        lockTicket(team, ticket_id),
      ]);
      if (!mayWrite(member?.role)) return false;
    } else {
      await tx.query(lockTicket(team, ticket_id));
    }
    await tx.query(retitle(team, ticket_id));
    return true;
  });
}

/** Reads a ticket if the member may. Returns whether it did. */
export async function read(
  db: Db,
  source: Source,
  { team, token }: TokenHolder,
  ticket_id: string,
): Promise<boolean> {
  const { sub, role } = jwt.verify(token, key, { algorithms: ["HS256"] }) as Claims;
  const ticket = sql`
    select t.id, t.title, t.status, t.version
      from tickets t
     where t.workspace_id = ${team.workspace_id} and t.id = ${ticket_id}`;
  if (source === "token" && !mayWrite(role)) return false;
  if (source === "before" && !mayWrite(await findRole(db, team, sub))) return false;
  if (source !== "inside") return (await db.query(ticket)).length === 1;
  const [found] = await db.query(sql<{ role: string }>`
    select m.role, t.*
      from (${memberRow(team, sub)}) m
     cross join (${ticket}) t`);
  return mayWrite(found?.role);
}

/** Ends a membership as Slacky does: it waits for every transaction that has a share lock on the row. */
export async function removeMember(db: Db, team: Team, user_id: string): Promise<void> {
  await transaction(db, async (tx) => {
    await tx.query(sql`${memberRow(team, user_id)} for no key update`);
    await tx.query(setRemoved(team, user_id, sql`clock_timestamp()`));
  });
}

export async function restoreMember(db: Queryable, team: Team, user_id: string): Promise<void> {
  await db.query(setRemoved(team, user_id, sql`null`));
}

export function lockTicket({ workspace_id }: Team, ticket_id: string): Sql {
  return sql`
    select t.version
      from tickets t
     where t.workspace_id = ${workspace_id} and t.id = ${ticket_id}
       for no key update`;
}

async function findRole(db: Queryable, team: Team, user_id: string): Promise<string | undefined> {
  const [member] = await db.query(sql<{ role: string }>`${memberRow(team, user_id)}`);
  return member?.role;
}

function memberRow({ workspace_id }: Team, user_id: string): Sql {
  return sql`
    select m.role
      from members m
     where m.workspace_id = ${workspace_id} and m.user_id = ${user_id} and m.removed_at is null`;
}

function setRemoved({ workspace_id }: Team, user_id: string, removed_at: Sql): Sql {
  return sql`
    update members m
       set removed_at = ${removed_at}
     where m.workspace_id = ${workspace_id} and m.user_id = ${user_id}`;
}

function mayWrite(role: string | undefined): boolean {
  return role === "member" || role === "admin";
}

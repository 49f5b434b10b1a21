import { randomUUIDv7 } from "node:crypto";
import type { z } from "zod";
import type { Role, TokenScope } from "../../src/auth/permissions.ts";
import { createActor, type WorkspaceContext } from "../../src/auth/workspace-context.ts";
import { transaction } from "../../src/db/transaction.ts";
import { systemOrigin } from "../../src/events/record.ts";
import { addMember } from "../../src/members/add-member.ts";
import { plainTexts } from "../../src/mentions/texts.ts";
import { createProject } from "../../src/projects/create.ts";
import type { Project } from "../../src/projects/queries.ts";
import { createServiceAccount } from "../../src/service-accounts/create.ts";
import { createApiToken } from "../../src/service-accounts/create-token.ts";
import { insertSession } from "../../src/sessions/queries.ts";
import { createTicket } from "../../src/tickets/create.ts";
import { CreateTicketBody } from "../../src/tickets/schemas.ts";
import type { Ticket } from "../../src/tickets/ticket.ts";
import { transitionTicket } from "../../src/tickets/transition.ts";
import { insertUser } from "../../src/users/queries.ts";
import { reopenable } from "../../src/workflows/built-in.ts";
import { findOldestWorkflow } from "../../src/workflows/queries.ts";
import { createWorkspace } from "../../src/workspaces/create.ts";
import type { Workspace } from "../../src/workspaces/queries.ts";
import type { TestApi } from "./api.ts";
import { lockTicket, lockWorldProject } from "./locks.ts";

/** A person with an account and an active session. */
export interface Person {
  id: string;
  name: string;
  email: string;
  session_id: string;
  token: string;
}

/** A service account, and one API token of it. */
export interface ServiceAccount {
  id: string;
  name: string;
  token_id: string;
  token: string;
}

/** A new workspace with a member in each role, and a person who is not a member. */
export interface World {
  workspace: Workspace;
  /** The prefix of the workspace's paths. */
  workspacePath: string;
  project: Project;
  admin: Person;
  member: Person;
  viewer: Person;
  outsider: Person;
}

const NOBODYS_HASH = "$2b$04$invalidinvalidinvalidinuninvalidinvalidinvalidinvalidinv";

export async function givenPerson(api: TestApi, name = "Ada"): Promise<Person> {
  const id = randomUUIDv7();
  const session_id = randomUUIDv7();
  const email = `${name.toLowerCase().replaceAll(" ", "-")}-${id}@example.com`;
  await transaction(api.db, async (tx) => {
    await insertUser(tx, { id, name, email, password_hash: NOBODYS_HASH });
    await tx.query(insertSession({ id: session_id, user_id: id }, systemOrigin));
  });
  const { token } = api.instance.accessTokens.sign({ user_id: id, session_id });
  return { id, name, email, session_id, token };
}

export async function givenMember(
  api: TestApi,
  workspace: { id: string },
  role: Role,
): Promise<Person> {
  const person = await givenPerson(api, role);
  const { id: user_id, name } = person;
  await transaction(api.db, (tx) =>
    addMember(tx, { workspace_id: workspace.id, user_id, role, name }),
  );
  return person;
}

/** `scopes` restrict its token; without them, it may do everything that its role may. */
export async function givenServiceAccount(
  api: TestApi,
  { workspace, admin }: Pick<World, "workspace"> & { admin: Pick<Person, "id"> },
  {
    role = "member",
    scopes = null,
    expires_in_days = null,
  }: { role?: Role; scopes?: readonly TokenScope[] | null; expires_in_days?: number | null } = {},
): Promise<ServiceAccount> {
  const context = contextOf({ workspace }, admin);
  const made = await transaction(api.db, async (tx) => {
    const account = await createServiceAccount(tx, context, { name: `${role} bot`, role });
    const member = { user_id: account.user_id, role, kind: "service" as const, removed_at: null };
    const token = await createApiToken(
      tx,
      { ...context, members: new Map([[member.user_id, member]]) },
      account.user_id,
      { name: "a token", scopes, expires_in_days },
    );
    return { account, token };
  });
  const { account, token } = made;
  return { id: account.user_id, name: account.name, token_id: token.id, token: token.token };
}

/** `workflow` is one of the two that a new workspace has. */
export async function givenWorld(
  api: TestApi,
  { workflow = "standard" }: { workflow?: "standard" | "reopenable" } = {},
): Promise<World> {
  const admin = await givenPerson(api, "admin");
  const workspace = await transaction(api.db, (tx) =>
    createWorkspace(tx, { id: admin.id, origin: systemOrigin }, { name: "Analytical Engines" }),
  );
  const world = {
    workspace,
    workspacePath: `/v1/workspaces/${workspace.id}`,
    admin,
    member: await givenMember(api, workspace, "member"),
    viewer: await givenMember(api, workspace, "viewer"),
    outsider: await givenPerson(api, "outsider"),
  };
  const workflow_id =
    workflow === "reopenable"
      ? (await findOldestWorkflow(api.db, workspace.id, reopenable.name))?.id
      : undefined;
  const project = await transaction(api.db, (tx) =>
    createProject(tx, contextOf(world, admin), { name: "Engine", key: "ENG", workflow_id }),
  );
  return { ...world, project };
}

/** The context of a member, for a command that a test calls directly. `held` are other members it names. */
export function contextOf(
  { workspace }: Pick<World, "workspace">,
  { id }: Pick<Person, "id">,
  role: Role = "admin",
  member: readonly Person[] = [],
): WorkspaceContext {
  return {
    workspace_id: workspace.id,
    actor: createActor({ kind: "session", user_id: id, session_id: "", expires_at: null }, role),
    origin: systemOrigin,
    require_if_match: false,
    texts: plainTexts,
    members: new Map(
      member.map(({ id }) => [
        id,
        { user_id: id, role: "member", kind: "person", removed_at: null },
      ]),
    ),
  };
}

export async function givenTicket(
  api: TestApi,
  world: World,
  {
    status = "open",
    ...draft
  }: { status?: string } & Partial<z.input<typeof CreateTicketBody>> = {},
): Promise<Ticket> {
  const context = contextOf(world, world.admin, "admin", [world.admin, world.member]);
  const created = await transaction(api.db, async (tx) => {
    const project = await lockWorldProject(tx, world);
    const fields = CreateTicketBody.parse({ title: "A ticket", ...draft });
    return await createTicket(tx, context, project, fields);
  });
  let ticket = created.complete();
  for (const to of statusesBefore(status)) {
    ticket = await transaction(api.db, async (tx) =>
      transitionTicket(tx, context, await lockTicket(tx, ticket), { to }),
    );
  }
  return ticket;
}

function statusesBefore(status: string): string[] {
  const line = ["open", "in_progress", "resolved", "closed"];
  return line.slice(1, line.indexOf(status) + 1);
}

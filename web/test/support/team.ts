import type { Role } from "../../../src/auth/permissions.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { addMember } from "../../../src/members/add-member.ts";
import { givenAccount, type SignedInPerson } from "../../../test/support/accounts.ts";
import type { TestApi } from "../../../test/support/api.ts";

/** The workspace Acme with the project ENG, and people who can sign in. */
export interface Team {
  workspace: { id: string };
  /** The workspace's part of addresses. */
  slug: string;
  workspacePath: string;
  project: { id: string; key: string; workflow_id: string };
  admin: SignedInPerson;
  member: SignedInPerson;
  viewer: SignedInPerson;
}

export async function givenTeam(api: TestApi): Promise<Team> {
  const admin = await givenAccount(api, { name: "Ada Lovelace" });
  const workspace = (await api.post(admin, "/v1/workspaces", { name: "Acme" })).body;
  const workspacePath = `/v1/workspaces/${workspace.id}`;
  const project = (
    await api.post(admin, `${workspacePath}/projects`, { key: "ENG", name: "Engine" })
  ).body;
  const join = async (name: string, role: Role) => {
    const person = await givenAccount(api, { name });
    await transaction(api.db, (tx) =>
      addMember(tx, { workspace_id: workspace.id, user_id: person.id, role, name }),
    );
    return person;
  };
  const member = await join("Grace Hopper", "member");
  const viewer = await join("Edsger Dijkstra", "viewer");
  const slug = workspace.slug ?? "acme";
  return { workspace, slug, workspacePath, project, admin, member, viewer };
}

/** Creates a ticket over the API and returns it. */
export async function givenCard(
  api: TestApi,
  { workspacePath, project, admin }: Team,
  fields: { title: string; [field: string]: unknown },
) {
  const path = `${workspacePath}/projects/${project.id}/tickets`;
  const { body } = await api.post(admin, path, fields);
  return body as { id: string; key: string; title: string; status: string; version: number };
}

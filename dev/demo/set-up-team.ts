import { createClient, type SlackyClient } from "../../client/index.ts";
import { required, type Team } from "./perform.ts";
import {
  type AgentKey,
  agents,
  company,
  delivery,
  emailOf,
  guide,
  invited,
  type MemberKey,
  type PersonKey,
  type ProjectKey,
  password,
  people,
  projects,
} from "./team.ts";
import type { At } from "./timeline.ts";

/** The minute at which the team is complete. */
export const teamIsComplete = 120;

/** Registers the people, and creates the workspace with its members, workflow and projects. */
export async function setUpTeam(url: string, at: At, end: Date): Promise<Team> {
  let minute = 0;
  const next = <T>(work: () => Promise<T>) => {
    minute += 2;
    return at(minute, work);
  };
  const clients = new Map<MemberKey, SlackyClient>();
  const user_ids = new Map<MemberKey, string>();
  const join = (key: MemberKey, client: SlackyClient, user_id: string) => {
    clients.set(key, client);
    user_ids.set(key, user_id);
  };

  const register = async (key: PersonKey) => {
    const client = clientAt(url);
    const draft = { name: people[key].name, email: emailOf(key), password };
    const { user } = await next(() => client.register(draft));
    join(key, client, user.id);
    return client;
  };
  const admin = await register(guide);
  const { id: workspace_id } = await next(() => admin.createWorkspace({ name: company }));
  /** The texts mention people by their keys. */
  const nameHandle = (key: PersonKey, client: SlackyClient) =>
    client.updateMember({ workspace_id, user_id: required(user_ids, key), handle: key });
  await next(() => nameHandle(guide, admin));
  for (const key of keysOf(people).filter((key) => key !== guide)) {
    const { role } = people[key];
    const client = await register(key);
    await next(() => admin.inviteMember({ workspace_id, email: emailOf(key), role }));
    await next(() => client.acceptInvitation({ workspace_id }));
    await next(() => nameHandle(key, client));
  }
  for (const key of keysOf(agents)) {
    const { user_id, token } = await next(() => createAgent(admin, workspace_id, key));
    join(key, clientAt(url, token), user_id);
  }
  const project_ids = await createProjects(admin, workspace_id, next);
  for (const key of keysOf(projects)) {
    for (const watcher of projects[key].watchers) {
      const project_id = required(project_ids, key);
      await next(() => required(clients, watcher).watchProject({ workspace_id, project_id }));
    }
  }
  return {
    workspace_id,
    clients,
    user_ids,
    project_ids,
    ticket_ids: new Map(),
    comment_ids: new Map(),
    end,
  };
}

/** Invites one more person, who has not answered yet. */
export async function inviteLast({ workspace_id, clients }: Team): Promise<void> {
  await required(clients, guide).inviteMember({ workspace_id, ...invited });
}

/** Ends the sessions with which the demo was filled. */
export async function signOutAll({ clients }: Team): Promise<void> {
  for (const key of keysOf(people)) await required(clients, key).signOut();
}

async function createAgent(admin: SlackyClient, workspace_id: string, key: AgentKey) {
  const { user_id } = await admin.createServiceAccount({ workspace_id, ...agents[key] });
  const { token } = await admin.createApiToken({ workspace_id, user_id, name: "production" });
  if (token === null) throw new Error("The response of a new API token lacks the token.");
  return { user_id, token };
}

async function createProjects(
  admin: SlackyClient,
  workspace_id: string,
  next: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<Map<ProjectKey, string>> {
  await next(() => admin.createWorkflow({ workspace_id, ...delivery }));
  const { data: workflows } = await admin.listWorkflows({ workspace_id });
  const ids = new Map(workflows.map(({ name, id }) => [name, id]));
  const project_ids = new Map<ProjectKey, string>();
  for (const key of keysOf(projects)) {
    const { name, workflow } = projects[key];
    const workflow_id = required(ids, workflow);
    const { id } = await next(() => admin.createProject({ workspace_id, key, name, workflow_id }));
    project_ids.set(key, id);
  }
  return project_ids;
}

function clientAt(url: string, token?: string): SlackyClient {
  const options = { url, maxAttempts: 1, fetch: fetchAsDemo };
  return createClient(token === undefined ? options : { ...options, token });
}

const fetchAsDemo: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...init?.headers, "user-agent": "Slacky demo" } });

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  return Object.keys(record) as Key[];
}

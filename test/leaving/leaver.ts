import { randomUUID } from "node:crypto";
import { setAdmin } from "../../src/members/set-admin.ts";
import { givenAccount, givenInvitation, type SignedInPerson } from "../support/accounts.ts";
import type { As, TestApi } from "../support/api.ts";
import { settleFeed } from "../support/feed.ts";
import type { World } from "../support/given.ts";
import { givenDeadMail, givenMail } from "../support/mail/given-mail.ts";
import type { Reply } from "../support/reply.ts";
import { type ReadStream, readStream } from "../support/stream.ts";

/** The workspaces of the test: one that people leave, one that they are members of, one that invites them. */
export interface Worlds {
  api: TestApi;
  home: World;
  other: World;
  inviting: World;
}

/** An admin of the home workspace who has one of everything that a person can have. */
export interface Leaver {
  person: SignedInPerson;
  /** In the home workspace. */
  handle: string;
  /** The path of a comment by somebody else that mentions them. */
  mention: string;
  /** The path of a workspace that has no other admin. */
  alone: string;
  /** IDs of tickets. */
  assigned: string;
  claimed: string;
  reported: string;
  comment: string;
  /** An address that they have invited as an admin, and whose owner is signed in. */
  invited: SignedInPerson;
  bot: { id: string; token: string };
  stream: ReadStream;
  stream_token: string;
  /** Mails that were not sent: one that waits and one that is dead, both about the workspace. */
  mail_ids: readonly string[];
  /** One that waits and is about the account. */
  account_mail_id: string;
  /** The address that they want to change theirs to. */
  new_address: string;
  /** Repeats a request under its key. */
  repeat(): Promise<Reply>;
}

export async function givenLeaver({ api, home, other, inviting }: Worlds): Promise<Leaver> {
  const person = await givenAccount(api);
  for (const { workspace } of [home, other]) {
    await setAdmin(api.instance, { workspace_id: workspace.id, email: person.email });
  }
  await givenInvitation(api, inviting, { email: person.email });
  const { workspacePath, project } = home;
  const post = async (path: string, body: object = {}, headers = {}) => {
    const reply = await api.post(person, workspacePath + path, body, headers);
    if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const tickets = `/projects/${project.id}/tickets`;
  const [assigned, claimed] = [
    await post(tickets, { title: "Assigned", assignee_id: person.id }),
    await post(tickets, { title: "Claimed" }),
  ];
  await post(`/tickets/${claimed.id}/claim`, { lease_seconds: 3_600 });
  const comment = await post(`/tickets/${assigned.id}/comments`, { body: "Min." });
  const commentPath = `${workspacePath}/tickets/${assigned.id}/comments/${comment.id}`;
  await api.patch(person, commentPath, { body: "Mine." });
  await api.post(home.admin, `${workspacePath}/tickets/${assigned.id}/comments`, { body: "Seen." });
  await settleFeed(api.db);
  await givenChoices(api, person, home, assigned.id);

  const invited = await givenAccount(api);
  const invitation = { email: invited.email, role: "admin" };
  const key = { "idempotency-key": randomUUID() };
  await post("/members", invitation, key);
  const account = await post("/service-accounts", { name: "Import", role: "member" });
  const { token } = await post(`/service-accounts/${account.user_id}/tokens`, { name: "Nightly" });
  const alone = await api.post(person, "/v1/workspaces", { name: "Alone" });
  const new_address = `new-${randomUUID()}@example.com`;
  const change = { email: new_address, current_password: person.password };
  await api.put(person, "/v1/me/email", change);
  const stream = await readStream(`${api.url}${workspacePath}/events`, streamHeaders(person));
  const { stream_token } = await post("/events/stream-tokens");
  await api.patch(person, "/v1/me/notification-settings", { time_zone: "Europe/Berlin" });
  const { body: me } = await api.get(person, "/v1/me");
  const isHome = ({ workspace_id }: { workspace_id: string }) => workspace_id === home.workspace.id;
  const mail = { user_id: person.id, recipient: person.email };
  const ofHome = { ...mail, workspace_id: home.workspace.id };
  const mail_ids = [await givenMail(api, ofHome), await givenDeadMail(api, ofHome)];
  const account_mail_id = await givenMail(api, { ...mail, kind: "reset_password" });
  const { handle } = me.memberships.find(isHome);
  const path = `${workspacePath}/tickets/${assigned.id}/comments`;
  const { body: mention } = await api.post(home.admin, path, { body: `Ask @${handle}.` });
  return {
    person,
    handle,
    mention: `${path}/${mention.id}`,
    alone: `/v1/workspaces/${alone.body.id}`,
    assigned: assigned.id,
    claimed: claimed.id,
    reported: claimed.id,
    comment: commentPath,
    invited,
    bot: { id: account.user_id, token },
    stream,
    stream_token,
    mail_ids,
    account_mail_id,
    new_address,
    repeat: () => api.post(person, `${workspacePath}/members`, invitation, key),
  };
}

/** A ticket that they left, a project that they muted, and settings. */
async function givenChoices(
  api: TestApi,
  person: As,
  { workspacePath, project }: World,
  ticket_id: string,
): Promise<void> {
  await api.delete(person, `${workspacePath}/tickets/${ticket_id}/watch`);
  await api.put(person, `${workspacePath}/projects/${project.id}/watch`, { level: "muted" });
  await api.patch(person, `${workspacePath}/notification-settings`, { muted: true });
}

export function streamHeaders(as: As): Record<string, string> {
  return {
    accept: "text/event-stream",
    ...(as && { authorization: `Bearer ${as.token}` }),
  };
}

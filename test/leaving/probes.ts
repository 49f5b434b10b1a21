import { sql } from "../../src/db/sql.ts";
import { findNotificationSettings } from "../../src/users/notification-settings/queries.ts";
import { noticesOf, settleFeed } from "../support/feed.ts";
import { givenMember } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { readMails } from "../support/mail/given-mail.ts";
import type { Reply } from "../support/reply.ts";
import { readStream } from "../support/stream.ts";
import { type Leaver, streamHeaders, type Worlds } from "./leaver.ts";

/** Finds out what became of one thing that a person had, in the words of the table. */
type Probe = (worlds: Worlds, leaver: Leaver) => Promise<string>;

/** The rows of the table, except the first, which is the refusal, and the last, which ends the workspace. */
export const probes: Record<string, Probe> = {
  "membership of the workspace": async ({ api, home }, { person }) =>
    outcomeOf(await api.get(home.admin, `${home.workspacePath}/members`), ({ data }) =>
      data.some(({ user_id }: { user_id: string }) => user_id === person.id) ? "stays" : "ends",
    ),
  "their handle": async ({ api, home }, { person, handle }) =>
    (await findRow({ api, home }, person)).handle === handle ? "stays" : "replaced",
  "taking over their handle": async ({ api, home }, { handle }) => {
    const path = `${home.workspacePath}/members/${home.member.id}`;
    const { body } = await api.patch(home.admin, path, { handle });
    return body.code === "handle_taken" ? "refused" : "possible";
  },
  "texts that mention them": async ({ api, home }, { person, mention }) =>
    outcomeOf(await api.get(home.admin, mention), ({ mentions, body_html }) =>
      mentions.includes(person.id) && body_html.includes(person.id) ? "stay" : "change",
    ),
  "being mentioned in new texts": async ({ api, home }, { person, handle, mention }) => {
    const comments = mention.slice(0, mention.lastIndexOf("/"));
    const { body } = await api.post(home.admin, comments, { body: `@${handle}, are you there?` });
    return body.mentions.includes(person.id) ? "stays" : "ends";
  },
  "what only an admin may do": async ({ api, home }, { person }) => {
    const reply = await api.patch(person, home.workspacePath, { name: home.workspace.name });
    return reply.status === 200 ? "stays" : "ends";
  },
  "memberships of other workspaces": async ({ api, other }, { person }) => {
    const { body } = await api.get(other.admin, `${other.workspacePath}/members`);
    const isMember = body.data.some(({ user_id }: { user_id: string }) => user_id === person.id);
    return isMember ? "stay" : "end";
  },
  "assigned tickets": async ({ api, home }, { assigned, person }) =>
    outcomeOf(await api.get(home.admin, `${home.workspacePath}/tickets/${assigned}`), (ticket) =>
      ticket.assignee_id === person.id ? "stay" : "unassigned",
    ),
  "claims with a lease": async ({ api, home }, { claimed, person }) =>
    outcomeOf(await api.get(home.admin, `${home.workspacePath}/tickets/${claimed}`), (ticket) => {
      const { assignee_id, lease_expires_at, returned_at } = ticket;
      if (assignee_id === person.id && lease_expires_at !== null) return "stay";
      return assignee_id === null && returned_at !== null ? "back in the queue" : "lost";
    }),
  "tickets that they reported, and their comments": async ({ api, home }, leaver) => {
    const { reported, comment, person } = leaver;
    const ticket = await api.get(home.admin, `${home.workspacePath}/tickets/${reported}`);
    const { body } = await api.get(home.admin, comment);
    return ticket.body.reporter_id === person.id && body.author_id === person.id ? "stay" : "end";
  },
  "editing their own comments": async ({ api }, { person, comment }) =>
    (await api.patch(person, comment, { body: "Still mine." })).status === 200 ? "stays" : "ends",
  "versions of what they wrote": async ({ api, home }, { comment }) =>
    outcomeOf(await api.get(home.admin, `${comment}/versions`), ({ data }) =>
      data.some(({ body }: { body: string }) => body === "Min.") ? "stay" : "end",
    ),
  "reading the versions of their own comments": async ({ api }, { person, comment }) =>
    (await api.get(person, `${comment}/versions`)).status === 200 ? "stays" : "ends",
  "redacting the versions of their own comments": async ({ api }, { person, comment }) =>
    (await api.delete(person, `${comment}/versions/1`)).status === 204 ? "stays" : "ends",
  "their ID in history, feed and audit log": async ({ api, home }, { person, claimed }) => {
    const { admin, workspacePath } = home;
    const history = await api.get(admin, `${workspacePath}/tickets/${claimed}/history`);
    const audit = await api.get(admin, `${workspacePath}/audit?actor_id=${person.id}`);
    const feed = await api.get(admin, `${workspacePath}/events?limit=100`);
    return [history, audit, feed].every(({ body }) =>
      body.data.some(({ actor_id }: { actor_id: string }) => actor_id === person.id),
    )
      ? "stays"
      : "ends";
  },
  "invitations that they gave": async ({ api, home }, { invited }) => {
    const path = `/v1/me/invitations/${home.workspace.id}/accept`;
    return (await api.post(invited, path)).status === 404 ? "withdrawn" : "stay";
  },
  "invitations that they have from other workspaces": async ({ api, inviting }, { person }) => {
    const { admin, workspacePath } = inviting;
    const { body } = await api.get(admin, `${workspacePath}/members?state=invited`);
    const isInvited = body.data.some(({ email }: { email: string }) => email === person.email);
    return isInvited ? "stay" : "withdrawn";
  },
  "what they watch, left and muted": async ({ api, home }, { person }) => {
    const rows = await api.db.query(sql<{ level: string }>`
      select w.level from watches w
       where w.workspace_id = ${home.workspace.id} and w.user_id = ${person.id}
       union all
      select w.level from project_watches w
       where w.workspace_id = ${home.workspace.id} and w.user_id = ${person.id}`);
    const levels = rows.map(({ level }) => level).join();
    return { "left,muted": "stays", "": "deleted" }[levels] ?? levels;
  },
  "notification settings of the workspace": async ({ api, home }, { person }) => {
    const rows = await api.db.query(sql`
      select s.muted from notification_settings s
       where s.workspace_id = ${home.workspace.id} and s.user_id = ${person.id}`);
    return rows.length > 0 ? "stay" : "deleted";
  },
  "notifications of the workspace in their inbox": async ({ api, home }, { person }) => {
    const [row] = await api.db.query(sql`
      select n.id from notifications n
       where n.workspace_id = ${home.workspace.id} and n.user_id = ${person.id}
         and n.ticket_id is not null`);
    if (!row) return "deleted";
    const path = `/v1/notifications?workspace_id=${home.workspace.id}`;
    const { data = [] } = (await api.get(person, path)).body;
    return data.some(({ ticket }: { ticket: object | null }) => ticket) ? "stay" : "hidden";
  },
  "a notice in their inbox that they were removed": async ({ api }, { person }) => {
    const written = await noticesOf(api, person);
    if (!written.some(({ notice }) => notice.type === "removed")) return "not written";
    const { data } = (await api.get(person, "/v1/notifications")).body;
    const [latest] = data;
    return latest?.workspace === null && latest.notice.type === "removed" ? "visible" : "hidden";
  },
  "service accounts that they created": async ({ api, home }, { bot }) =>
    outcomeOf(
      await api.get(home.admin, `${home.workspacePath}/service-accounts/${bot.id}`),
      () => "stay",
    ),
  "API tokens that they created": async ({ api, home }, { bot }) =>
    (await api.get(bot, home.workspacePath)).status === 200 ? "stay" : "end",
  "open streams of the workspace": async (worlds, { stream }) => {
    const { api, home } = worlds;
    await untilAuthorizedAgain(worlds);
    const { body } = await api.post(home.admin, `${home.workspacePath}/projects`, {
      name: "An event",
      key: nextKey(),
    });
    await settleFeed(api.db);
    await untilEither(stream, body.id);
    const reason = stream.end?.reason;
    await stream.cancel();
    return reason === undefined ? "stay" : "end";
  },
  "stream tokens": async ({ api, home }, { stream_token }) => {
    const url = `${api.url}${home.workspacePath}/events?stream_token=${stream_token}`;
    const opened = await readStream(url, streamHeaders(undefined));
    await opened.cancel();
    return opened.status === 200 ? "stay" : "end";
  },
  "repeats under an `Idempotency-Key`": async (_worlds, { repeat }) =>
    (await repeat()).status < 300 ? "replayed" : "refused",
  "mails about the workspace that were not sent": async ({ api }, { mail_ids }) =>
    (await readMails(api)).some(({ id }) => mail_ids.includes(id)) ? "stay" : "deleted",
  "other waiting mails": async ({ api }, { account_mail_id }) =>
    (await readMails(api)).some(({ id }) => id === account_mail_id) ? "stay" : "deleted",
  "sessions, access and refresh tokens": async ({ api }, { person }) => {
    const access = await api.get(person, "/v1/me");
    const { refresh_token } = person;
    const refresh = await api.post(undefined, "/v1/auth/refresh", { refresh_token });
    const statuses = [access.status, refresh.status].join();
    return { "200,200": "stay", "401,401": "end" }[statuses] ?? statuses;
  },
  "time zone and times of the digest": async ({ api }, { person }) => {
    const rows = await api.db.query(findNotificationSettings(person.id));
    return rows.length === 1 ? "stay" : "deleted";
  },
  "links in account mails, to reset a password or confirm an address": async ({ api }, leaver) => {
    const rows = await api.db.query(sql`
      select t.hash from account_tokens t where t.user_id = ${leaver.person.id} and t.used_at is null`);
    return rows.length > 0 ? "stay" : "deleted";
  },
  "a change of their address that waits": async ({ api }, { person, new_address }) => {
    const rows = await api.db.query(sql`
      select c.email from address_changes c
       where c.user_id = ${person.id} or c.email = ${new_address}`);
    return rows.length > 0 ? "stays" : "deleted";
  },
  "name and email address": async ({ api, home }, { person }) => {
    const { name, email } = await findRow({ api, home }, person);
    return name === person.name && email === person.email ? "stay" : "overwritten";
  },
  "IP addresses and other personal data in the audit log": async ({ api, home }, { person }) => {
    const path = `${home.workspacePath}/audit?actor_id=${person.id}&action=member.invited`;
    const [record] = (await api.get(home.admin, path)).body.data;
    return record.ip_address !== null && "email" in record.personal ? "stay" : "deleted";
  },
};

/** The person as a member of the home workspace, active or not. */
async function findRow({ api, home }: Pick<Worlds, "api" | "home">, { id }: { id: string }) {
  const states = await Promise.all(
    ["active", "removed"].map((state) =>
      api.get(home.admin, `${home.workspacePath}/members?state=${state}`),
    ),
  );
  const rows = states.flatMap(({ body }) => body.data);
  return rows.find(({ user_id }) => user_id === id);
}

function outcomeOf(reply: Reply, read: (body: Reply["body"]) => string): string {
  return reply.status === 200 ? read(reply.body) : `${reply.status}`;
}

let keys = 0;
function nextKey(): string {
  keys += 1;
  return `KEY${keys}`;
}

/**
 * Waits until the server has authorized all open streams again: all of them at once, and it has
 * ended the one of a member who was removed just now. After that, only streams that stay open get
 * an event.
 */
async function untilAuthorizedAgain({ api, home }: Worlds): Promise<void> {
  const { id, token } = await givenMember(api, home.workspace, "viewer");
  const stream = await readStream(
    `${api.url}${home.workspacePath}/events`,
    streamHeaders({ token }),
  );
  await api.delete(home.admin, `${home.workspacePath}/members/${id}`);
  await stream.done;
}

/** Waits until the stream has ended or has shown the event of this subject. */
async function untilEither({ messages, done }: Leaver["stream"], id: string): Promise<void> {
  let hasEnded = false;
  void done.then(() => (hasEnded = true));
  await until(() => hasEnded || messages.some(({ data }) => JSON.stringify(data).includes(id)));
}

// Answers when somebody mentions it, once per mention, however often it is killed and restarted.
// It needs the token of a service account; people mention it by the account's handle.
// docs/service-accounts.md explains how to create one. Scopes: workspace:read, ticket:read,
// event:read, comment:create and notification:manage.
//
//   SLACKY_URL=… SLACKY_TOKEN=sl_… node examples/mention-bot.ts

import { createClient, type FeedEvent, isProblem, type Notification } from "../client/index.ts";

const { SLACKY_URL: url = "", SLACKY_TOKEN: token = "" } = process.env;
const slacky = createClient({ url, token });

const { user: me } = await slacky.getMe();
console.log(`${me.name} waits for mentions.`);

// The inbox remembers what is unread, so a bot that was away needs no position of its own.
for await (const { unread } of slacky.followInbox()) {
  if (unread > 0) await answerMentions();
}

async function answerMentions(): Promise<void> {
  const mentioned = { unread: "true", reason: "mentioned" } as const;
  for await (const notification of slacky.listNotifications.all(mentioned)) {
    try {
      await answer(notification);
    } catch (error) {
      // The ticket was deleted, its project archived, or the bot removed from the workspace.
      if (!isProblem(error, "not_found", "project_archived")) throw error;
    }
  }
}

/** A notification is a ticket. Its events since it was last read say who mentioned the bot. */
async function answer({ workspace, ticket, first_unread, latest }: Notification): Promise<void> {
  if (!workspace || !ticket || first_unread === null || latest === null) return;
  const place = { workspace_id: workspace.id, ticket_id: ticket.id };
  for (let after = first_unread - 1; after < latest; ) {
    const { data } = await slacky.listTicketEvents({ ...place, after, limit: 100 });
    for (const event of data) if (mentionsMe(event)) await reply(place, ticket, event);
    after = data.at(-1)?.sequence ?? latest;
  }
  // Only now, and only as far as it has read: what happened meanwhile stays unread.
  await slacky.readNotification({ ...place, read_to: latest });
}

/** The feed has no texts, but it says whom an event newly mentions. */
function mentionsMe({ data }: FeedEvent): boolean {
  return "mentions" in data && Array.isArray(data.mentions) && data.mentions.includes(me.id);
}

/**
 * The event's ID is the key: a mention that is read again after a crash gets no second comment. The
 * reply mentions nobody, so that two bots do not answer each other for ever.
 */
async function reply(
  place: { workspace_id: string; ticket_id: string },
  { key, status }: { key: string; status: string },
  { id }: FeedEvent,
): Promise<void> {
  const body = `I am here. ${key} is ${status}.`;
  await slacky.createComment({ ...place, body }, { idempotencyKey: `mention-${id}` });
  console.log(`${key} is answered.`);
}

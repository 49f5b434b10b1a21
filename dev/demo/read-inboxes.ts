import { required, type Team } from "./perform.ts";
import { guide, type PersonKey, people } from "./team.ts";
import { MINUTES, MINUTES_PER_DAY, timeOf } from "./working-time.ts";

/** How many working days ago each person has read their inbox for the last time. */
const daysUnread: Partial<Record<PersonKey, number>> = { [guide]: 10, agnes: 15, luca: 2 };

/** How many tickets that are done the guide has archived. */
const ARCHIVED = 8;

/** Lets everybody read their inbox up to a few days ago, so that some of it is unread. */
export async function readInboxes(team: Team): Promise<void> {
  const { workspace_id, clients, end } = team;
  for (const key of Object.keys(people) as PersonKey[]) {
    const minute = MINUTES - (daysUnread[key] ?? 1) * MINUTES_PER_DAY;
    const changed_until = timeOf(minute, end).toISOString();
    await required(clients, key).readAllNotifications({ workspace_id, changed_until });
  }
  await archiveDone(team);
}

async function archiveDone({ workspace_id, clients }: Team): Promise<void> {
  const slacky = required(clients, guide);
  const { data } = await slacky.listNotifications({ workspace_id, limit: 100 });
  const done = data.flatMap(({ ticket, unread }) =>
    ticket && !unread && ticket.status === "done" ? [ticket.id] : [],
  );
  for (const ticket_id of done.slice(0, ARCHIVED)) {
    await slacky.archiveNotification({ workspace_id, ticket_id });
  }
}

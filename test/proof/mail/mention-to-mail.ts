import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { composeMails } from "../../../src/jobs/compose-mails.ts";
import { consumeFeedJobs } from "../../../src/jobs/consume-feed.ts";
import { relayEvents } from "../../../src/jobs/relay-events.ts";
import { sendMails } from "../../../src/jobs/send-mails.ts";
import { startJobs } from "../../../src/jobs/worker.ts";
import { startApi } from "../../support/api.ts";
import { givenMember, givenTicket, givenWorld } from "../../support/given.ts";
import { until } from "../../support/locks.ts";
import { mailFrom } from "../../support/mail/given-mail.ts";
import { startMailServer } from "../../support/mail/mail-server.ts";

export interface MentionsMailed {
  mentioned: number;
  mailed: number;
  wrong: number;
  /** From the request to the mail, without the minute in which more is collected. */
  slowest_ms: number;
}

/** Mentions people in comments over HTTP and waits for their mails at a real mail server. */
export async function proveMentionMailed({ people }: { people: number }): Promise<MentionsMailed> {
  const server = await startMailServer();
  const api = await startApi({ smtpUrl: server.url, mailFrom });
  const jobs = startJobs(api.instance, [relayEvents, ...consumeFeedJobs, composeMails, sendMails]);
  try {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const emails = new Set<string>();
    const startedAt = performance.now();
    for (let n = 0; n < people; n += 1) {
      const person = await givenMember(api, world.workspace, "member");
      emails.add(person.email);
      await api.db.query(sql`
        update users set email_confirmed_at = clock_timestamp() where id = ${person.id}`);
      const path = `${world.workspacePath}/members?limit=100`;
      const { body } = await api.get(world.admin, path);
      const { handle } = body.data.find(
        ({ user_id }: { user_id: string }) => user_id === person.id,
      );
      await api.post(world.admin, `${world.workspacePath}/tickets/${ticket.id}/comments`, {
        body: `@${handle} please look`,
      });
    }
    const isDone = () => server.received.length >= people;
    const skipTheMinute = (async () => {
      while (!isDone()) {
        await transaction(api.db, (tx) =>
          tx.query(sql`
            update mail_bundles
               set due_at = clock_timestamp()
             where workspace_id = ${world.workspace.id}
               and pace = 'now'
               and due_at > clock_timestamp()`),
        );
        await sleep(100);
      }
    })();
    await until(isDone, 60_000);
    await skipTheMinute;
    const wrong = server.received.filter(
      ({ to, parsed }) => !emails.has(to) || !parsed.text?.includes("please look"),
    );
    return {
      mentioned: people,
      mailed: new Set(server.received.map(({ to }) => to)).size,
      wrong: wrong.length,
      slowest_ms: Math.round(performance.now() - startedAt),
    };
  } finally {
    await jobs.close();
    await api.close();
    await server.close();
  }
}

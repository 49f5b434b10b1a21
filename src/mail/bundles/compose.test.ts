import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { settleFeed } from "../../../test/support/feed.ts";
import {
  givenMember,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { mailFrom, readMails, type StoredMail } from "../../../test/support/mail/given-mail.ts";
import { sql } from "../../db/sql.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { composeMails } from "../../jobs/compose-mails.ts";
import { composeBundle } from "./compose.ts";
import { deleteBundle, listDueBundles } from "./queries.ts";

let api: TestApi;
let world: World;
before(async () => {
  api = await startApi({ smtpUrl: "smtp://127.0.0.1:1", mailFrom });
});
beforeEach(async () => {
  await change((tx) => tx.query(sql`delete from mail_bundles where workspace_id is not null`));
  await change((tx) => tx.query(sql`delete from mails`));
  world = await givenWorld(api);
  await confirmAddresses();
});
after(() => api.close());

const change = (work: (tx: Tx) => Promise<unknown>) => transaction(api.db, work);
const run = () => composeMails.run(api.instance, new AbortController().signal);
const ticketPath = ({ id }: { id: string }) => `${world.workspacePath}/tickets/${id}`;

async function comment(as: Person, ticket: { id: string }, body = "Look at this") {
  const { status } = await api.post(as, `${ticketPath(ticket)}/comments`, { body });
  assert.equal(status, 201);
}

/** As if everybody had followed the link in the mail to their address. */
const confirmAddresses = () =>
  change((tx) =>
    tx.query(sql`
      update users
         set email_confirmed_at = clock_timestamp()
       where email is not null
         and email_confirmed_at is null`),
  );

const bundlesOf = ({ id }: Person) =>
  api.db.query(sql<{ pace: string; seconds: number }>`
    select b.pace,
           round(extract(epoch from b.due_at - clock_timestamp()))::integer as seconds
      from mail_bundles b
     where b.workspace_id = ${world.workspace.id}
       and b.user_id = ${id}
     order by b.pace`);

/** Lets the time pass for which bundles wait, and composes their mails. */
async function composeAll(pace = "now"): Promise<StoredMail[]> {
  await change((tx) =>
    tx.query(sql`
      update mail_bundles
         set due_at = clock_timestamp() - interval '1 second'
       where workspace_id = ${world.workspace.id}
         and pace = ${pace}`),
  );
  const before = new Set((await readMails(api)).map(({ id }) => id));
  await run();
  return (await readMails(api)).filter(({ id }) => !before.has(id));
}

/** Lets the ten minutes between two mails pass. */
const letPausePass = () =>
  change((tx) => tx.query(sql`update mails set created_at = created_at - interval '11 minutes'`));

const assign = async (ticket: { id: string }, { id }: Person) => {
  await api.patch(world.admin, ticketPath(ticket), { assignee_id: id });
  await settleFeed(api.db);
};

describe("a bundle", () => {
  it("is opened for 60 s by what is mailed now, and until the digest hour by the rest", async () => {
    const { member } = world;
    await api.patch(member, "/v1/me/notification-settings", {
      time_zone: "Asia/Tokyo",
      digest_hour: 9,
    });
    const ticket = await givenTicket(api, world);
    await settleFeed(api.db);
    await assign(ticket, member);
    assert.deepEqual(
      (await bundlesOf(member)).map(({ pace }) => pace),
      ["now"],
    );
    await comment(world.admin, ticket);
    await settleFeed(api.db);

    const [digest, now] = await bundlesOf(member);
    assert.ok(now && now.seconds > 30 && now.seconds <= 60, JSON.stringify(now));
    const [due] = await api.db.query(sql<{ hour: number; days: number }>`
      select extract(hour from b.due_at at time zone 'Asia/Tokyo')::integer as hour,
             ceil(extract(epoch from b.due_at - clock_timestamp()) / 86400)::integer as days
        from mail_bundles b
       where b.workspace_id = ${world.workspace.id}
         and b.user_id = ${member.id}
         and b.pace = 'digest'`);
    assert.deepEqual([digest?.pace, due], ["digest", { hour: 9, days: 1 }]);
  });

  it("of a weekly digest is due on a Monday", async () => {
    const { admin, member } = world;
    await api.patch(admin, "/v1/me/notification-settings", { digest: "weekly" });
    await comment(member, await givenTicket(api, world));
    await settleFeed(api.db);

    const [due] = await api.db.query(sql<{ day: number; hour: number }>`
      select extract(isodow from b.due_at)::integer as day, extract(hour from b.due_at)::integer as hour
        from mail_bundles b
       where b.workspace_id = ${world.workspace.id}
         and b.user_id = ${admin.id}`);
    assert.deepEqual(due, { day: 1, hour: 8 });
  });

  it("is not opened for a reason for which somebody wants no mail", async () => {
    const { member } = world;
    await api.patch(member, `${world.workspacePath}/notification-settings`, {
      reasons: { assigned: { mail: "off" } },
    });
    await assign(await givenTicket(api, world), member);

    assert.deepEqual(await bundlesOf(member), []);
  });

  it("follows the consumer of notifications, also when that one is late", async () => {
    const { member } = world;
    const ticket = await givenTicket(api, world);
    await settleFeed(api.db);
    await change((tx) =>
      tx
        .query(sql`
        select c.sequence
          from feed_cursors c
         where c.workspace_id = ${world.workspace.id}
           and c.consumer = 'notifications'
           for update`)
        .then(async () => {
          await assign(ticket, member);
          assert.deepEqual(await bundlesOf(member), []);
        }),
    );

    await settleFeed(api.db);

    assert.deepEqual(
      (await bundlesOf(member)).map(({ pace }) => pace),
      ["now"],
    );
  });
});

describe("composing mails", () => {
  it("makes one mail per ticket with what happened, its comments and links, and mails each item once", async () => {
    const { member, admin, workspace } = world;
    const ticket = await givenTicket(api, world, { title: "Fix <b>the</b> login" });
    await assign(ticket, member);
    await comment(admin, ticket, "First");
    await comment(admin, ticket, "Second");
    await settleFeed(api.db);

    const [mail, ...more] = await composeAll();
    await letPausePass();
    const again = await composeAll("digest");

    assert.deepEqual([more, again], [[], []]);
    assert.equal(mail?.recipient, member.email);
    assert.equal(mail?.subject, `${ticket.key} Fix <b>the</b> login`);
    assert.equal(mail?.reference, ticket.id);
    const text = mail?.body_text ?? "";
    assert.match(text, /^It is assigned to you\. Last change by /);
    assert.match(text, /wrote:\n\n> First\n\n.*wrote:\n\n> Second\n/);
    assert.ok(text.includes(`http://slacky.example.com/go/${workspace.id}/${ticket.key}\n`), text);
    assert.match(
      mail?.headers["List-Unsubscribe"] ?? "",
      /^<http:\/\/slacky\.example\.com\/v1\/unsub/,
    );
    assert.equal(mail?.headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    assert.equal(mail?.headers["List-Id"], `<${workspace.id}.example.com>`);
  });

  it("makes no mail of what was read meanwhile", async () => {
    const { member } = world;
    const [read, unread] = [await givenTicket(api, world), await givenTicket(api, world)];
    await assign(read, member);
    await assign(unread, member);
    await change((tx) =>
      tx.query(sql`
        update notifications
           set unread = false, read_to = latest
         where workspace_id = ${world.workspace.id}
           and ticket_id = ${read.id}`),
    );

    const mails = await composeAll();

    assert.deepEqual(
      mails.map(({ reference }) => reference),
      [unread.id],
    );
  });

  it("makes no mail of tickets that the inbox hides: in the trash, or of an archived project", async () => {
    const { member, admin, project, workspacePath } = world;
    const [trashed, archived] = [await givenTicket(api, world), await givenTicket(api, world)];
    await assign(trashed, member);
    await assign(archived, member);
    await api.delete(admin, ticketPath(trashed));
    await api.delete(admin, `${workspacePath}/projects/${project.id}`);

    assert.deepEqual(await composeAll(), []);
  });

  it("gives three tickets a mail each, and four share one", async () => {
    const { member, viewer } = world;
    for (let n = 0; n < 3; n += 1) await assign(await givenTicket(api, world), member);
    const three = await composeAll();
    for (let n = 0; n < 4; n += 1) await assign(await givenTicket(api, world), viewer);
    const four = await composeAll();

    assert.deepEqual(
      three.map(({ kind }) => kind),
      ["ticket", "ticket", "ticket"],
    );
    assert.deepEqual(
      four.map(({ kind, subject }) => [kind, subject]),
      [["tickets", `4 tickets in ${world.workspace.name}`]],
    );
  });

  it("waits ten minutes after a mail to the same person, in any workspace", async () => {
    const { member } = world;
    await assign(await givenTicket(api, world), member);
    assert.equal((await composeAll()).length, 1);
    await assign(await givenTicket(api, world), member);
    await assign(await givenTicket(api, world), member);

    assert.deepEqual(await composeAll(), []);
    const [bundle] = await bundlesOf(member);
    assert.ok(bundle && bundle.seconds > 500 && bundle.seconds <= 600, JSON.stringify(bundle));
    await letPausePass();

    assert.equal((await composeAll()).length, 2);
  });

  it("puts only what is mailed now into a mail of now, and the rest into the digest", async () => {
    const { admin, member } = world;
    const [commented, assigned] = [await givenTicket(api, world), await givenTicket(api, world)];
    await comment(member, commented);
    await api.patch(member, ticketPath(assigned), { assignee_id: admin.id });
    await settleFeed(api.db);

    const now = await composeAll();
    await letPausePass();
    const digest = await composeAll("digest");

    assert.deepEqual(
      [now, digest].map((mails) => mails.map(({ reference }) => reference)),
      [[assigned.id], [commented.id]],
    );
  });

  it("makes none for an address that is not confirmed", async () => {
    const { member } = world;
    await change((tx) =>
      tx.query(sql`update users set email_confirmed_at = null where id = ${member.id}`),
    );
    await assign(await givenTicket(api, world), member);

    assert.deepEqual([await composeAll(), await bundlesOf(member)], [[], []]);
  });

  it("makes none for a former member, a failing address, a deleted workspace, or without a mail server", async () => {
    const people: Person[] = [];
    for (let n = 0; n < 2; n += 1) people.push(await givenMember(api, world.workspace, "member"));
    const [removed, failing] = people as [Person, Person];
    await confirmAddresses();
    const { member } = world;
    for (const person of [...people, member]) await assign(await givenTicket(api, world), person);
    await api.delete(world.admin, `${world.workspacePath}/members/${removed.id}`);
    await change((tx) =>
      tx.query(sql`
        update users set mail_state = 'failing', mail_bounces = 3 where id = ${failing.id}`),
    );
    await change((tx) =>
      tx.query(sql`
        update mail_bundles
           set due_at = clock_timestamp() - interval '1 second'
         where workspace_id = ${world.workspace.id}
           and user_id <> ${member.id}`),
    );
    await run();
    assert.deepEqual(await readMails(api), []);
    await api.delete(world.admin, world.workspacePath);

    assert.deepEqual(await composeAll(), []);
    assert.deepEqual(await bundlesOf(member), []);
  });

  it("composes nothing without a mail server, and keeps nothing for later", async () => {
    await assign(await givenTicket(api, world), world.member);
    await change((tx) =>
      tx.query(sql`
        update mail_bundles
           set due_at = clock_timestamp() - interval '1 second'
         where workspace_id = ${world.workspace.id}`),
    );
    const config = { ...api.instance.config, smtpUrl: undefined };

    await composeMails.run({ ...api.instance, config }, new AbortController().signal);

    assert.deepEqual([await readMails(api), await bundlesOf(world.member)], [[], []]);
  });
});

describe("a bundle that several workers compose at the same time", () => {
  it("is one mail", async () => {
    await assign(await givenTicket(api, world), world.member);
    await change((tx) =>
      tx.query(sql`
        update mail_bundles
           set due_at = clock_timestamp() - interval '1 second'
         where workspace_id = ${world.workspace.id}`),
    );

    await Promise.all([run(), run(), run()]);

    assert.equal((await readMails(api)).length, 1);
  });

  it("loses nothing that arrives while it is composed", async () => {
    const { member } = world;
    await assign(await givenTicket(api, world), member);
    const late = await givenTicket(api, world);
    const bundles = await api.db.query(sql<{ pace: "now" | "digest" }>`
      update mail_bundles
         set due_at = clock_timestamp() - interval '1 second'
       where workspace_id = ${world.workspace.id}
      returning pace`);
    assert.equal(bundles.length, 1);
    const key = { workspace_id: world.workspace.id, user_id: member.id, pace: "now" as const };

    let settling!: Promise<unknown>;
    await transaction(api.db, async (tx) => {
      assert.equal(await deleteBundle(tx, key), true);
      // The notification is committed, and the consumer waits for the end of the bundle.
      settling = assign(late, member);
      await untilBlocked(api.db);
    });
    await settling;

    assert.deepEqual(
      (await bundlesOf(member)).map(({ pace }) => pace),
      ["now"],
    );
    assert.equal((await composeAll()).length, 2);
  });

  it("is not mailed if its member is removed first, and deleted with them if that waits", async () => {
    const { member, admin, workspace, workspacePath } = world;
    await assign(await givenTicket(api, world), member);
    await change((tx) =>
      tx.query(sql`
        update mail_bundles
           set due_at = clock_timestamp() - interval '1 second'
         where workspace_id = ${workspace.id}`),
    );
    const [key] = await listDueBundles(api.db, { limit: 1 });
    assert.ok(key);

    let removal!: Promise<{ status: number }>;
    await transaction(api.db, async (tx) => {
      assert.equal(await composeBundle(tx, api.instance.config, key), 1);
      removal = api.delete(admin, `${workspacePath}/members/${member.id}`);
      await untilBlocked(api.db);
    });

    assert.equal((await removal).status, 204);
    assert.deepEqual(await readMails(api), []);
  });
});

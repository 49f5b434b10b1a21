import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { drainOutbox } from "../../test/support/audit.ts";
import { settleFeed } from "../../test/support/feed.ts";
import { contextOf, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { withOwner } from "../db/owner.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { enqueueMail } from "../mail/enqueue.ts";
import { editTicket } from "../tickets/edit.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { redactSecret } from "./redact.ts";
import { toSecret } from "./secret.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("redacting a secret", () => {
  it("leaves it nowhere in the database, whatever has a copy of the description and the comments", async () => {
    const world = await givenWorld(api);
    const secret = newSecret();
    const { path, ticket, comment, mail, handle } = await givenSecretEverywhere(world, secret);
    const before = await placesOf(secret);
    assert.deepEqual(before, [
      "comment_versions.body",
      "comments.body",
      "comments.body_html",
      "idempotency_keys.body",
      "mails.body_html",
      "mails.body_text",
      "mails.subject",
      "search_documents.words",
      "ticket_versions.description",
      "tickets.description",
      "tickets.description_html",
    ]);
    const request = { workspace_id: world.workspace.id, ticket: { id: ticket.id } };

    const counted = await redact({ ...request, secret: toSecret(secret), isDry: true });
    assert.deepEqual(await placesOf(secret), before);
    const done = await redact({ ...request, secret: toSecret(secret), isDry: false });

    assert.deepEqual(await placesOf(secret), []);
    const common = {
      ...{ titles: 0, descriptions: 1, comments: 1 },
      ...{ "stored responses": 2, mails: 2, events: 0 },
    };
    assert.deepEqual(counted.found, { ...common, versions: 2 });
    assert.deepEqual(done.found, { ...common, versions: 4 });
    assert.deepEqual(done.stays, { fields: 0, reasons: 0, records: 0 });
    const { body: shown } = await api.get(world.member, path);
    assert.equal(shown.description, "The key is **[redacted]**, twice: [redacted]");
    assert.match(shown.description_html, /<strong>\[redacted\]<\/strong>/);
    assert.equal(shown.version, ticket.version + 1);
    const { body: text } = await api.get(world.member, `${path}/comments/${comment.id}`);
    assert.deepEqual(
      [text.body, text.version],
      [`See [redacted] & @${handle}`, comment.version + 1],
    );
    assert.deepEqual(text.mentions, [world.admin.id]);
    const mention = `<span class="mention" data-user-id="${world.admin.id}">@${handle}</span>`;
    assert.equal(text.body_html, `<p>See [redacted] &amp; ${mention}</p>\n`);
    const [stored] = await api.db.query(sql<{ subject: string; body_html: string }>`
      select m.subject, m.body_html from mails m where m.id = ${mail}`);
    assert.match(`${stored?.subject} ${stored?.body_html}`, /^Seen: \[redacted\] .*\[redacted\]/s);
    assert.equal((await placesOf("[redacted]")).length, before.length - 1);
  });

  it("raises the versions, with events of nobody, and keeps what else the versions said", async () => {
    const world = await givenWorld(api);
    const secret = newSecret();
    const { path, ticket, comment } = await givenSecretEverywhere(world, secret);
    await drainOutbox(api);
    const request = { workspace_id: world.workspace.id, ticket: { id: ticket.id } };

    await redact({ ...request, secret: toSecret(secret), isDry: false });

    const events = await outboxEvents(api, world, "");
    assert.deepEqual(
      events.map(({ type, actor_id, subject_id, data: { cause, version } }) => [
        ...[type, actor_id, subject_id, cause, version],
      ]),
      [
        ["ticket.updated", null, ticket.id, "redacted", ticket.version + 1],
        ["comment.edited", null, comment.id, "redacted", comment.version + 1],
      ],
    );
    const { body } = await api.get(world.admin, `${path}/versions`);
    assert.deepEqual(
      body.data.map((each: Record<string, unknown>) => [each.description, each.written_by]),
      [
        ["The key is **[redacted]**, twice: [redacted]", null],
        ["The key is **[redacted]**, twice: [redacted]", world.member.id],
        ["Only [redacted]", world.member.id],
      ],
    );
    const search = `${world.workspacePath}/tickets?q=${secret}`;
    assert.deepEqual((await api.get(world.member, search)).body.data, []);
  });

  it("takes it out of a title, its events and its versions, and counts the audit records that keep it", async () => {
    const world = await givenWorld(api);
    const secret = newSecret();
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    const { body: ticket } = await api.post(world.member, tickets, { title: `Use ${secret}` });
    await settleFeed(api.db);
    await api.patch(world.member, `${world.workspacePath}/tickets/${ticket.id}`, {
      title: `Use ${secret}!`,
    });
    const request = { workspace_id: world.workspace.id, ticket: { id: ticket.id } };

    const done = await redact({ ...request, secret: toSecret(secret), isDry: false });
    await settleFeed(api.db);

    assert.deepEqual(await placesOf(secret), ["audit_log.hashed_data"]);
    assert.equal(done.stays.records, 1);
    assert.equal(done.found.titles, 1);
    assert.equal(done.found.events, 2);
    const { body: shown } = await api.get(
      world.member,
      `${world.workspacePath}/tickets/${ticket.id}`,
    );
    assert.equal(shown.title, "Use [redacted]!");
    const feed = await api.get(world.member, `${world.workspacePath}/events?limit=100`);
    assert.deepEqual(
      feed.body.data
        .filter(({ ticket_id }: { ticket_id: string | null }) => ticket_id === ticket.id)
        .map(({ data }: { data: { changes: { title?: unknown } } }) => data.changes.title),
      [
        { from: null, to: "Use [redacted]" },
        { from: "Use [redacted]", to: "Use [redacted]!" },
        { from: "[redacted]", to: "Use [redacted]!" },
      ],
    );
  });

  it("reports what it cannot take out: reasons, metadata, and another spelling of the source", async () => {
    const world = await givenWorld(api);
    const secret = `top_${newSecret()}_end`;
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    const { body: ticket } = await api.post(world.member, tickets, {
      title: "Spelled",
      metadata: { token: secret },
    });
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.post(world.member, `${path}/transitions`, { to: "in_progress", reason: secret });
    const escaped = secret.replaceAll("_", "\\_");
    const { body: comment } = await api.post(world.member, `${path}/comments`, { body: escaped });
    const request = { workspace_id: world.workspace.id, ticket: { id: ticket.id } };

    const done = await redact({ ...request, secret: toSecret(secret), isDry: false });

    assert.deepEqual(done.unclear, [comment.id]);
    assert.deepEqual([done.stays.fields, done.stays.reasons], [1, 1]);
    const again = await redact({ ...request, secret: toSecret(escaped), isDry: false });
    assert.deepEqual([again.unclear, again.found.comments], [[], 1]);
  });

  it("does not touch other tickets and other workspaces, and finds a ticket only in its own", async () => {
    const [world, other] = [await givenWorld(api), await givenWorld(api)];
    const secret = newSecret();
    const { ticket } = await givenSecretEverywhere(world, secret);
    const neighbour = await givenSecretEverywhere(world, secret);
    const foreign = await givenSecretEverywhere(other, secret);
    const request = { workspace_id: world.workspace.id, secret: toSecret(secret), isDry: false };

    await assert.rejects(redact({ ...request, ticket: { id: foreign.ticket.id } }), {
      code: "not_found",
    });
    await redact({ ...request, ticket: { id: ticket.id } });

    for (const [as, { path, comment }] of [
      [world.member, neighbour],
      [other.member, foreign],
    ] as const) {
      assert.match((await api.get(as, path)).body.description, new RegExp(secret));
      const shown = await api.get(as, `${path}/comments/${comment.id}`);
      assert.match(shown.body.body, new RegExp(secret));
    }
  });

  it("waits for an edit that is in progress, and takes the secret out of that too", async () => {
    const world = await givenWorld(api);
    const secret = newSecret();
    const { ticket } = await givenSecretEverywhere(world, secret);
    const request = { workspace_id: world.workspace.id, secret: toSecret(secret), isDry: false };
    let late!: ReturnType<typeof redact>;
    await transaction(api.db, async (rival) => {
      const patch = { patch: { description: `Again ${secret}` } };
      const context = contextOf(world, world.member);
      await editTicket(rival, context, await lockTicket(rival, ticket), patch);
      late = redact({ ...request, ticket: { id: ticket.id } });
      // Only the owner sees that the owner waits.
      await withOwner(api.instance.config, (owner) => untilBlocked(owner));
    });
    assert.equal((await late).found.descriptions, 1);
    assert.deepEqual(
      (await placesOf(secret)).filter((place) => !place.startsWith("mails")),
      [],
    );
  });
});

function redact(request: Parameters<typeof redactSecret>[1]) {
  return withOwner(api.instance.config, (owner) => redactSecret(owner, request));
}

function newSecret(): string {
  return `hunter${randomUUID().replaceAll("-", "")}`;
}

/** A ticket of the member with the secret wherever a description and comments are copied to. */
async function givenSecretEverywhere(world: World, secret: string) {
  const { workspacePath, project, member, workspace } = world;
  const key = () => ({ "idempotency-key": randomUUID() });
  const draft = { title: "A ticket", description: `Only ${secret}` };
  const tickets = `${workspacePath}/projects/${project.id}/tickets`;
  const { body: made } = await api.post(member, tickets, draft, key());
  const path = `${workspacePath}/tickets/${made.id}`;
  const description = `The key is **${secret}**, twice: ${secret}`;
  const { body } = await api.patch(member, path, { description });
  const ticket: Ticket = body;
  const comments = `${path}/comments`;
  const { body: first } = await api.post(member, comments, { body: `It is ${secret}` }, key());
  const me = await api.get(member, `${workspacePath}/members`);
  const { handle } = me.body.data.find(
    ({ user_id }: { user_id: string }) => user_id === world.admin.id,
  );
  const text = `See ${secret} & @${handle}`;
  const { body: comment } = await api.patch(member, `${comments}/${first.id}`, { body: text });
  const gone = await api.post(member, comments, { body: `Deleted ${secret}` });
  await api.delete(member, `${comments}/${gone.body.id}`);
  const mail = await transaction(api.db, async (tx) => {
    const common = { kind: "ticket" as const, user_id: member.id, workspace_id: workspace.id };
    const recipient = { ...common, recipient: "ada@example.com" };
    enqueueMail(tx, {
      ...recipient,
      subject: "Quoted",
      body: [{ type: "quote", text: `It is\n${secret}` }],
    });
    return enqueueMail(tx, {
      ...recipient,
      subject: `Seen: ${secret}`,
      body: [{ type: "paragraph", text: `"${secret}" & more` }],
    });
  });
  return { path, ticket, comment, mail, handle };
}

/** Every column of every table whose text, JSON, words or bytes contain it, in any case. */
async function placesOf(text: string): Promise<string[]> {
  return await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
    const columns = await owner.query(sql<{ table: string; column: string }>`
      select c.table_name as table, c.column_name as column
        from information_schema.columns c
       where c.table_schema = 'public'
       order by 1, 2`);
    const places: string[] = [];
    for (const { table, column } of columns) {
      const hex = Buffer.from(text).toString("hex");
      await owner.execute(`
        create or replace temporary view found as
        select 1 from public."${table}" t
         where strpos(lower(t."${column}"::text), lower('${text}')) > 0
            or strpos(t."${column}"::text, '${hex}') > 0`);
      const rows = await owner.query(sql`select 1 from found limit 1`);
      await owner.execute("drop view found");
      if (rows.length > 0) places.push(`${table}.${column}`);
    }
    return places;
  });
}

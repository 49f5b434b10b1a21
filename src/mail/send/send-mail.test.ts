import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { givenAccount } from "../../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenWorld, type Person } from "../../../test/support/given.ts";
import { until } from "../../../test/support/locks.ts";
import {
  givenMail,
  letMailsBeDue,
  mailFrom,
  readMail,
  readMails,
} from "../../../test/support/mail/given-mail.ts";
import {
  type Behaviour,
  type MailServer,
  startMailServer,
} from "../../../test/support/mail/mail-server.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { sendMails } from "../../jobs/send-mails.ts";
import { claimMail } from "./queries.ts";
import { retryDelays, sendNextMail } from "./send-mail.ts";
import { openTransport } from "./transport.ts";

let api: TestApi;
let server: MailServer;
let behave: (recipient: string, attempt: number) => Behaviour = () => "accept";
const never = new AbortController().signal;

before(async () => {
  server = await startMailServer((recipient, attempt) => behave(recipient, attempt));
  api = await startApi({ smtpUrl: server.url, mailFrom });
});
afterEach(async () => {
  behave = () => "accept";
  server.received.splice(0);
  await transaction(api.db, (tx) => tx.query(sql`delete from mails`));
});
after(async () => {
  await api.close();
  await server.close();
});

const findAddress = async (person: Person): Promise<string> =>
  (await api.get(person, "/v1/me")).body.user.email;
const run = (stopping = never) => sendMails.run(api.instance, stopping);

describe("the job send-mails", () => {
  it("sends what is waiting, once, and erases its body", async () => {
    const id = await givenMail(api);

    await run();
    await run();

    assert.deepEqual(
      server.received.map(({ to, from, parsed }) => [to, from, parsed.messageId, parsed.subject]),
      [["ada@example.com", "slacky@example.com", `<${id}@example.com>`, "ENG-1 Fix the login"]],
    );
    const { state, attempts, body_text, body_html, last_error } = await readMail(api, id);
    assert.deepEqual(
      { state, attempts, body_text, body_html, last_error },
      { state: "sent", attempts: 1, body_text: null, body_html: null, last_error: null },
    );
  });

  it("sends nothing without a mail server, and the mail waits", async () => {
    const id = await givenMail(api);
    const { instance } = api;

    await sendMails.run({ ...instance, config: { ...instance.config, smtpUrl: undefined } }, never);

    assert.deepEqual([server.received, (await readMail(api, id)).state], [[], "waiting"]);
  });

  it("gives up a mail whose recipient or content is refused with 5xx", async () => {
    behave = (recipient) =>
      recipient.startsWith("gone")
        ? { at: "RCPT", reply: "550 5.1.1 No such user" }
        : { at: "DATA", reply: "554 5.6.0 Not this" };
    const gone = await givenMail(api, { recipient: "gone@example.com" });
    const bad = await givenMail(api);

    await run();

    const mails = [await readMail(api, gone), await readMail(api, bad)];
    assert.deepEqual(
      mails.map(({ state, attempts }) => [state, attempts]),
      [
        ["dead", 1],
        ["dead", 1],
      ],
    );
    assert.match(mails[0]?.last_error ?? "", /550.*No such user/);
    assert.match(mails[1]?.last_error ?? "", /554.*Not this/);
    // So that an operator can let it be tried again.
    assert.equal(mails[0]?.body_text, "Ada commented.\n");
  });

  it("tries a mail that is deferred again after 1 min, 5 min, 30 min, 2 h, 6 h and 12 h, then gives it up", async () => {
    behave = () => ({ at: "RCPT", reply: "451 4.7.1 Greylisted, come back later" });
    const id = await givenMail(api);

    const waits = [];
    for (const _ of [...retryDelays, "last"]) {
      await letMailsBeDue(api);
      await run();
      const { state, waits_seconds, last_error } = await readMail(api, id);
      assert.match(last_error ?? "", /Greylisted/);
      waits.push(state === "waiting" ? waits_seconds : state);
    }

    assert.deepEqual(waits, [60, 300, 1_800, 7_200, 21_600, 43_200, "dead"]);
  });

  it("sends a mail again whose connection was lost before the answer, under the same Message-ID", async () => {
    behave = (_recipient, attempt) => (attempt === 1 ? "drop" : "accept");
    const id = await givenMail(api, { recipient: "twice@example.com" });

    await run();
    assert.equal((await readMail(api, id)).state, "waiting");
    await letMailsBeDue(api);
    await run();

    const ids = server.received.map(({ parsed }) => parsed.messageId);
    assert.deepEqual(ids, [`<${id}@example.com>`, `<${id}@example.com>`]);
    assert.equal((await readMail(api, id)).state, "sent");
  });

  it("lets all mails wait while the server refuses the sign-in, whatever its reply", async () => {
    const strict = await startMailServer(undefined, { user: { name: "ada", password: "right" } });
    const { config } = api.instance;
    const wrong = { ...config, smtpUrl: strict.url.replace("right", "wrong") };
    const ids = [await givenMail(api), await givenMail(api)];

    await sendMails.run({ ...api.instance, config: wrong }, never);
    for (const id of ids) assert.equal((await readMail(api, id)).state, "waiting");
    await letMailsBeDue(api);
    await sendMails.run({ ...api.instance, config: { ...config, smtpUrl: strict.url } }, never);

    assert.equal(strict.received.length, 2);
    await strict.close();
  });

  it("sends each mail once if several workers run at the same time", async () => {
    for (let n = 0; n < 20; n += 1) await givenMail(api, { recipient: `r${n}@example.com` });

    await Promise.all([run(), run(), run()]);

    const recipients = server.received.map(({ to }) => to);
    assert.equal(recipients.length, 20);
    assert.equal(new Set(recipients).size, 20);
  });

  it("finishes what it is sending when the worker stops, and leaves the rest for later", async () => {
    const stop = new AbortController();
    let begun = 0;
    behave = () => {
      begun += 1;
      stop.abort();
      return "accept";
    };
    for (let n = 0; n < 10; n += 1) await givenMail(api, { recipient: `r${n}@example.com` });

    await run(stop.signal);

    const mails = await readMails(api);
    const sent = mails.filter(({ state }) => state === "sent");
    assert.equal(sent.length, server.received.length);
    assert.ok(begun >= 1 && begun < 10);
    const untouched = mails.filter(({ state, attempts }) => state === "waiting" && attempts === 0);
    assert.equal(sent.length + untouched.length, 10);
  });

  it("does not send a mail after its link has expired, and erases the token", async () => {
    const id = await givenMail(api, { kind: "reset_password", expires_at: new Date(0) });

    await run();

    const { state, last_error, body_text } = await readMail(api, id);
    assert.deepEqual(
      [server.received, state, last_error, body_text],
      [[], "dead", "It expired before it could be sent.", null],
    );
  });

  it("does not send a mail about a workspace that was deleted, or to somebody who left it", async () => {
    const deleted = await givenWorld(api);
    const left = await givenWorld(api);
    const kept = await givenWorld(api);
    for (const { member, workspace } of [deleted, left, kept]) {
      const recipient = await findAddress(member);
      await givenMail(api, { user_id: member.id, recipient, workspace_id: workspace.id });
    }
    await api.delete(deleted.admin, deleted.workspacePath);
    await transaction(api.db, (tx) =>
      tx.query(sql`
        update members m
           set removed_at = clock_timestamp()
         where m.workspace_id = ${left.workspace.id}
           and m.user_id = ${left.member.id}`),
    );

    await run();

    assert.deepEqual(
      server.received.map(({ to }) => to),
      [await findAddress(kept.member)],
    );
    assert.deepEqual(
      (await readMails(api)).map(({ state }) => state),
      ["sent"],
    );
  });

  it("gives up a mail during whose every attempt a process ended", async () => {
    const id = await givenMail(api);
    await transaction(api.db, (tx) => tx.query(sql`update mails set attempts = attempts_max`));

    await run();

    const { state, last_error } = await readMail(api, id);
    assert.deepEqual(
      [server.received, state, last_error],
      [[], "dead", "The process ended during every attempt to send it."],
    );
  });
});

describe("a claim of a mail", () => {
  it("is skipped by others until its lease has ended, and its late result is not written", async () => {
    const recipient = "slow@example.com";
    const id = await givenMail(api, { recipient });
    behave = (_recipient, attempt) => (attempt === 1 ? "hang" : "accept");
    const transport = openTransport(api.instance.config);
    assert.ok(transport);
    const abort = new AbortController();

    const late = sendNextMail(api.instance, transport, abort.signal);
    await until(() => server.attempts.get(recipient) === 1);
    await until(async () => (await readMail(api, id)).attempts === 1);
    await run();
    assert.equal(server.received.length, 0);
    await letMailsBeDue(api);
    await run();
    assert.equal((await readMail(api, id)).state, "sent");
    abort.abort();
    await late;
    transport.close();

    const { state, attempts } = await readMail(api, id);
    assert.deepEqual([state, attempts, server.received.length], ["sent", 2, 1]);
  });

  it("that comes late writes nothing while another one is in progress", async () => {
    const recipient = "later@example.com";
    const id = await givenMail(api, { recipient });
    behave = () => "hang";
    const transport = openTransport(api.instance.config);
    assert.ok(transport);
    const abort = new AbortController();

    const late = sendNextMail(api.instance, transport, abort.signal);
    await until(() => server.attempts.get(recipient) === 1);
    await letMailsBeDue(api);
    await transaction(api.db, (tx) => claimMail(tx, { lease_seconds: 300, account_kinds: [] }));
    abort.abort();
    await late;
    transport.close();

    const { state, attempts, last_error } = await readMail(api, id);
    assert.deepEqual([state, attempts, last_error], ["waiting", 2, null]);
  });

  it("that its process does not survive is claimed again after the lease", async () => {
    const id = await givenMail(api);
    await transaction(api.db, (tx) => claimMail(tx, { lease_seconds: 0, account_kinds: [] }));

    await run();

    const { state, attempts } = await readMail(api, id);
    assert.deepEqual([state, attempts, server.received.length], ["sent", 2, 1]);
  });
});

describe("a bounce", () => {
  /** An account without the mail that asks to confirm its address. */
  const givenOwner = async () => {
    const account = await givenAccount(api);
    await transaction(api.db, (tx) => tx.query(sql`delete from mails`));
    return account;
  };
  const bounceAt = (address: string) => {
    behave = (recipient) =>
      recipient === address ? { at: "RCPT", reply: "550 5.1.1 No such user" } : "accept";
  };
  const stateOf = async (id: string) => {
    const [user] = await api.db.query(sql<{ mail_state: string; mail_bounces: number }>`
      select u.mail_state, u.mail_bounces from users u where u.id = ${id}`);
    return [user?.mail_state, user?.mail_bounces];
  };

  it("is recorded in the audit log, with the address where it can be erased", async () => {
    const { id, email } = await givenOwner();
    bounceAt(email);
    const mail = await givenMail(api, { user_id: id, recipient: email });

    await run();

    const events = await api.db.query(sql<{ subject_id: string; data: unknown; personal: unknown }>`
      select o.subject_id, o.data, o.personal
        from outbox o
       where o.type = 'mail.bounced'
         and o.workspace_id is null
       order by o.position desc
       limit 1`);
    assert.deepEqual(events, [
      {
        subject_id: id,
        data: { mail_id: mail, kind: "ticket", reply: "550 5.1.1" },
        personal: { email },
      },
    ]);
  });

  it("that is the third in a row leaves only account mails for the address, until one arrives", async () => {
    const { id, email } = await givenOwner();
    bounceAt(email);
    for (let n = 0; n < 3; n += 1) {
      assert.equal((await stateOf(id))[0], "working");
      await givenMail(api, { user_id: id, recipient: email });
      await run();
    }
    assert.deepEqual(await stateOf(id), ["failing", 3]);

    behave = () => "accept";
    await givenMail(api, { user_id: id, recipient: email });
    await run();
    assert.deepEqual([server.received.length, await stateOf(id)], [0, ["failing", 3]]);
    await givenMail(api, { kind: "reset_password", user_id: id, recipient: email });
    await run();

    assert.deepEqual([server.received.length, await stateOf(id)], [1, ["working", 0]]);
  });

  it("does not count if it says that the sender's policy is the reason, or if a mail arrived since", async () => {
    const { id, email } = await givenOwner();
    behave = () => ({ at: "DATA", reply: "550 5.7.26 This mail is not authenticated" });
    await givenMail(api, { user_id: id, recipient: email });
    await run();
    assert.deepEqual(await stateOf(id), ["working", 0]);

    bounceAt(email);
    await givenMail(api, { user_id: id, recipient: email });
    await run();
    assert.deepEqual(await stateOf(id), ["working", 1]);
    behave = () => "accept";
    await givenMail(api, { user_id: id, recipient: email });
    await run();

    assert.deepEqual(await stateOf(id), ["working", 0]);
  });

  it("at an address that is not the person's any more does not count, and nothing else is sent there", async () => {
    const { id } = await givenOwner();
    const recipient = "former@example.com";
    const mail = await givenMail(api, { user_id: id, recipient });

    await run();

    assert.deepEqual(server.received, []);
    assert.ok(!(await readMails(api)).some((each) => each.id === mail));
  });
});

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import type { Environment } from "../../src/environment.ts";
import { givenAccount } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { environmentOf, runSlacky } from "../../test/support/command.ts";
import { givenMail, readMail } from "../../test/support/mail/given-mail.ts";

let api: TestApi;
let env: Environment;
before(async () => {
  api = await startApi();
  env = environmentOf(api);
});
afterEach(async () => {
  await transaction(api.db, (tx) => tx.query(sql`delete from mails`));
});
after(() => api.close());

async function givenDeadMail(draft: Parameters<typeof givenMail>[1] = {}): Promise<string> {
  const id = await givenMail(api, draft);
  const isAccountMail = draft.kind === "reset_password";
  await transaction(api.db, (tx) =>
    tx.query(sql`
      update mails
         set state = 'dead', ended_at = clock_timestamp(), attempts = 7,
             last_error = ${"550 No such\nuser"},
             body_text = case when ${isAccountMail} then null else body_text end
       where id = ${id}`),
  );
  return id;
}

describe("slacky mail list", () => {
  it("prints waiting and dead mails, one per line, without their content", async () => {
    const waiting = await givenMail(api);
    const dead = await givenDeadMail();

    const { code, stdout } = await runSlacky(["mail", "list"], env);

    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, 2);
    assert.match(
      lines[0] ?? "",
      new RegExp(`^${dead} .* dead  ticket  ada@example.com  7 attempts`),
    );
    assert.match(lines[0] ?? "", / {2}550 No such user$/);
    assert.match(lines[1] ?? "", new RegExp(`^${waiting} .* waiting .* 0 attempts, next `));
    assert.doesNotMatch(stdout, /commented/);
  });

  it("prints only dead mails, as JSON if that is wanted, and says if there are none", async () => {
    await givenMail(api);
    const none = await runSlacky(["mail", "list", "--dead"], env);
    const dead = await givenDeadMail();
    const { stdout } = await runSlacky(["mail", "list", "--dead", "--json"], env);

    assert.equal(none.stdout, "No mail is dead.\n");
    const mails = stdout.trimEnd().split("\n");
    assert.deepEqual(
      mails.map((line) => JSON.parse(line).id),
      [dead],
    );
  });
});

describe("slacky mail retry", () => {
  it("lets one dead mail, or all, be tried as often as a new one", async () => {
    const [one, other] = [await givenDeadMail(), await givenDeadMail()];

    const first = await runSlacky(["mail", "retry", one], env);
    assert.equal((await readMail(api, other)).state, "dead");
    const rest = await runSlacky(["mail", "retry", "--all-dead"], env);

    assert.equal(first.stdout, "Mails that are tried again: 1.\n");
    assert.equal(rest.stdout, "Mails that are tried again: 1.\n");
    for (const id of [one, other]) {
      const { state, attempts, attempts_max } = await readMail(api, id);
      assert.deepEqual([state, attempts, attempts_max], ["waiting", 7, 14]);
    }
  });

  it("lets an address be used again at which mails bounced", async () => {
    const { id, email } = await givenAccount(api);
    await transaction(api.db, (tx) =>
      tx.query(sql`update users set mail_state = 'failing', mail_bounces = 3 where id = ${id}`),
    );
    const mail = await givenDeadMail({ user_id: id, recipient: email });

    await runSlacky(["mail", "retry", mail], env);

    const [user] = await api.db.query(sql<{ mail_state: string; mail_bounces: number }>`
      select u.mail_state, u.mail_bounces from users u where u.id = ${id}`);
    assert.deepEqual(user, { mail_state: "working", mail_bounces: 0 });
  });

  it("refuses a mail whose token was erased, one that is not dead, and an unknown one", async () => {
    const erased = await givenDeadMail({ kind: "reset_password" });
    const waiting = await givenMail(api);
    const refusals = [];
    for (const args of [[erased], [waiting], [crypto.randomUUID()], ["7"], []]) {
      const { code, stderr } = await runSlacky(["mail", "retry", ...args], env);
      assert.equal(code, 1);
      refusals.push(stderr.trim());
    }

    assert.match(refusals[0] ?? "", /its body was erased\. Let the person request another one\.$/);
    assert.deepEqual(refusals.slice(1), [
      "This mail is waiting to be sent.",
      "There is no mail with this ID. `slacky mail list` shows them.",
      "<id> must be the ID of a mail. `slacky mail list --dead` shows it.",
      "Name one mail by its ID, or all of them with --all-dead.",
    ]);
  });
});

describe("slacky mail preview", () => {
  it("prints each kind as text and as HTML, without a database", async () => {
    for (const [kind, subject] of [
      ["ticket", /^Subject: ENG-42 /],
      ["tickets", /^Subject: 4 tickets in Analytical Engines\n/],
      ["invitation", /^Subject: You are invited to Analytical Engines\n/],
    ] as const) {
      const text = await runSlacky(["mail", "preview", kind], {});
      const html = await runSlacky(["mail", "preview", kind, "--html"], {});

      assert.match(text.stdout, subject);
      assert.match(html.stdout, /^<!doctype html>[\s\S]*(ENG-42|Accept the invitation)/);
      assert.doesNotMatch(html.stdout, /<b>/);
    }
  });

  it("names the kinds for one that does not exist", async () => {
    const { code, stderr } = await runSlacky(["mail", "preview", "letter"], {});

    assert.equal(code, 1);
    assert.match(stderr, /^<kind> must be one of ticket, tickets/);
  });
});

describe("slacky doctor", () => {
  it("warns of dead mails, of mails that wait too long, and of a mail server that does not respond", async () => {
    await givenDeadMail();
    await givenMail(api);
    await transaction(api.db, (tx) =>
      tx.query(sql`update mails set created_at = created_at - interval '20 minutes'`),
    );
    const mail = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "slacky@example.com" };
    const PUBLIC_URL = "https://slacky.example.com";

    const { stdout } = await runSlacky(["doctor", "--json"], { ...env, ...mail, PUBLIC_URL });

    const findings: { check: string; verdict: string; detail: string }[] =
      JSON.parse(stdout).findings;
    const detailOf = (check: string) => findings.find((finding) => finding.check === check);
    assert.equal(detailOf("mails")?.verdict, "warning");
    assert.match(detailOf("mails")?.detail ?? "", /^1 mails are waiting, the oldest for 20 min/);
    assert.match(
      detailOf("mails")?.detail ?? "",
      /1 mails were given up\. `slacky mail list --dead`/,
    );
    assert.match(detailOf("mail_server")?.detail ?? "", /accepts no mail: .*ECONNREFUSED/);
  });
});

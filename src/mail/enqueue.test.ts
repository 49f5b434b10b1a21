import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { enqueueMail, mailEnabled } from "./enqueue.ts";
import type { MailDraft } from "./mail.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const draft: MailDraft = {
  kind: "invitation",
  user_id: null,
  recipient: "ada@example.com",
  subject: "Join Acme",
  body: [{ type: "paragraph", text: "You are invited." }],
};

const enqueue = (changes: Partial<MailDraft> = {}) =>
  transaction(api.db, async (tx) => enqueueMail(tx, { ...draft, ...changes }));

async function findMail(id: string) {
  const [mail] = await api.db.query(sql<Record<string, unknown>>`
    select m.state, m.attempts, m.subject, m.recipient, m.body_text, m.headers
      from mails m
     where m.id = ${id}`);
  return mail;
}

describe("enqueueMail", () => {
  it("stores a mail that waits to be sent", async () => {
    const id = await enqueue({ headers: { "X-Kind": "test" } });

    assert.deepEqual(await findMail(id), {
      state: "waiting",
      attempts: 0,
      subject: "Join Acme",
      recipient: "ada@example.com",
      body_text: "You are invited.\n",
      headers: { "X-Kind": "test" },
    });
  });

  it("stores nothing if its transaction is rolled back", async () => {
    let id = "";
    const failing = transaction(api.db, async (tx) => {
      id = enqueueMail(tx, draft);
      await tx.flush();
      throw new Error("no");
    });

    await assert.rejects(failing, /no/);
    assert.equal(await findMail(id), undefined);
  });

  it("makes a subject one line of at most 200 characters", async () => {
    const long = await findMail(await enqueue({ subject: `${"😀".repeat(300)}` }));
    const hostile = await findMail(
      await enqueue({ subject: "a\r\nBcc: eve@example.com\u2028b\u202ec\u0000" }),
    );

    assert.equal([...String(long?.subject)].length, 200);
    assert.equal(hostile?.subject, "a Bcc: eve@example.com b c");
  });

  it("refuses a link that does not lead to the web", async () => {
    const link = { type: "link", label: "Open", url: "javascript:alert(1)" } as const;

    await assert.rejects(enqueue({ body: [link] }), /links to the web/);
  });
});

describe("mailEnabled", () => {
  it("is true where a mail server is configured", () => {
    assert.equal(mailEnabled({ smtpUrl: "smtp://127.0.0.1:2525" }), true);
    assert.equal(mailEnabled({ smtpUrl: undefined }), false);
  });
});

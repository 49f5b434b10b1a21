import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { mailFrom } from "../../../test/support/mail/given-mail.ts";
import { type MailServer, startMailServer } from "../../../test/support/mail/mail-server.ts";
import type { ClaimedMail } from "./queries.ts";
import { openTransport } from "./transport.ts";

let server: MailServer;
before(async () => {
  server = await startMailServer();
});
after(() => server.close());

const mail: ClaimedMail = {
  id: "0199f0a0-0000-7000-8000-000000000001",
  kind: "ticket",
  user_id: null,
  recipient: "ada@example.com",
  subject: "ENG-1 Fix the login",
  body_text: "Text",
  body_html: "<p>Text</p>",
  headers: {
    "List-Id": "<acme.example.com>",
    "List-Unsubscribe": `<https://slacky.example.com/v1/unsubscribe/${"A".repeat(90)}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  },
  reference: "0199f0a0-0000-7000-8000-000000000002",
  attempts: 1,
  attempts_max: 7,
  is_expired: false,
  is_unwanted: false,
};

describe("a mail on the wire", () => {
  it("has the headers of its conversation and of one-click unsubscription, signed with DKIM", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const dkim = { key, selector: "k1" };
    const transport = openTransport({ smtpUrl: server.url, mailFrom, dkim });
    assert.ok(transport);

    const outcome = await transport.send(mail, new AbortController().signal);
    transport.close();

    assert.deepEqual(outcome, { state: "sent" });
    const headers = server.received[0]?.parsed.headers;
    const thread = `<${mail.reference}@example.com>`;
    assert.deepEqual(
      ["message-id", "in-reply-to", "references", "auto-submitted", "x-auto-response-suppress"].map(
        (name) => headers?.get(name),
      ),
      [`<${mail.id}@example.com>`, thread, thread, "auto-generated", "All"],
    );
    const raw = server.received[0]?.raw.replace(/\r\n[ \t]+/g, " ") ?? "";
    for (const [name, value] of Object.entries(mail.headers)) {
      const line = raw.split("\r\n").find((each) => new RegExp(`^${name}:`, "i").test(each));
      assert.equal(line?.slice(name.length + 2), value);
    }
    const signature = /^DKIM-Signature: (.*)$/m.exec(raw)?.[1]?.replaceAll(" ", "") ?? "";
    assert.match(signature, /d=example\.com;.*s=k1;/);
    const signed = /;h=([^;]*);/.exec(signature)?.[1]?.toLowerCase().split(":") ?? [];
    for (const name of ["from", "to", "subject", "list-unsubscribe", "list-unsubscribe-post"]) {
      assert.ok(signed.includes(name), name);
    }
  });

  it("does not go to a server without the encryption that is required", async () => {
    const secure = openTransport({
      smtpUrl: server.url.replace("smtp:", "smtps:"),
      mailFrom,
      dkim: undefined,
    });
    const before = server.received.length;
    assert.ok(secure);

    const outcome = await secure.send(mail, new AbortController().signal);
    secure.close();

    assert.equal(outcome.state, "waiting");
    assert.equal(server.received.length, before);
  });
});

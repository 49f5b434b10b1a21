import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { mailFrom } from "../../test/support/mail/given-mail.ts";
import { type MailServer, startMailServer } from "../../test/support/mail/mail-server.ts";
import { answerResets } from "../../test/support/mail/queued.ts";
import { sendMails } from "../jobs/send-mails.ts";

let api: TestApi;
let server: MailServer;
before(async () => {
  server = await startMailServer();
  const publicUrl = "https://slacky.example.com/tickets";
  api = await startApi({ smtpUrl: server.url, mailFrom, publicUrl });
});
after(async () => {
  await api.close();
  await server.close();
});

/** The token in the last mail to an address, as its reader gets it. */
async function receivedToken(recipient: string, page: string): Promise<string> {
  await sendMails.run(api.instance, new AbortController().signal);
  const mail = server.received.findLast(({ to }) => to === recipient);
  const link = `https://slacky.example.com/tickets/account/${page}#`;
  const { text = "", html } = mail?.parsed ?? {};
  const token = text.split(link)[1]?.split(/\s/)[0];
  if (!token) throw new Error(`No link to ${page} arrived at ${recipient}: ${text}`);
  assert.ok(String(html).includes(`href="${link}${token}"`), "Both forms must have the link.");
  return token;
}

describe("account mails at a mail server", () => {
  it("carry a person from registering to a new password", async () => {
    const person = await givenAccount(api);
    const post = (path: string, body: object) => api.post(undefined, path, body);

    const confirmation = await receivedToken(person.email, "confirm");
    assert.equal((await post("/v1/auth/confirm", { token: confirmation })).status, 200);

    await post("/v1/auth/password-reset", { email: person.email });
    await answerResets(api);
    const token = await receivedToken(person.email, "reset");
    const password = "a lighthouse made of bread";
    const reset = await post("/v1/auth/password-reset/confirm", { token, password });
    assert.equal(reset.status, 204);
    await signInAgain(api, { email: person.email, password });
  });

  it("carry an invitation to somebody without an account", async () => {
    const world = await givenWorld(api);
    const email = `new-${randomUUID()}@example.com`;
    const path = `${world.workspacePath}/members`;
    await api.post(world.admin, path, { email, role: "viewer" });

    const token = await receivedToken(email, "invitation");
    const draft = { token, name: "Grace", password: "a lighthouse made of bread" };
    const { status, body } = await api.post(undefined, "/v1/auth/invitation/register", draft);

    assert.deepEqual([status, body.membership?.role], [201, "viewer"]);
  });

  it("carry a change of address, to both addresses", async () => {
    const person = await givenAccount(api);
    // Registering sent a confirmation too, and mails that wait together arrive in any order.
    await receivedToken(person.email, "confirm");
    const email = `new-${randomUUID()}@example.com`;
    const change = { email, current_password: person.password };
    await api.put(person, "/v1/me/email", change);

    const stop = await receivedToken(person.email, "confirm");
    const token = await receivedToken(email, "confirm");

    assert.equal((await api.post(undefined, "/v1/auth/confirm", { token })).status, 200);
    const stopped = await api.post(undefined, "/v1/auth/address-change/stop", { token: stop });
    assert.equal(stopped.status, 204);
    await receivedToken(person.email, "reset");
  });
});

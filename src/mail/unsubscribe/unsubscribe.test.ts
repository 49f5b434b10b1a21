import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { createUnsubscribeToken, parseUnsubscribeToken, type UnsubscribeTarget } from "./token.ts";

let api: TestApi;
let world: World;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
});
after(() => api.close());

function pathFor(target: UnsubscribeTarget, secret = api.instance.config.slackySecret): string {
  const { member, workspace } = world;
  const unsubscription = { user_id: member.id, workspace_id: workspace.id, target };
  return `/v1/unsubscribe/${createUnsubscribeToken(secret, unsubscription)}`;
}

const post = (path: string, init: RequestInit = {}) =>
  fetch(api.url + path, { method: "POST", ...init });

const reasonsOf = async () =>
  (await api.get(world.member, `${world.workspacePath}/notification-settings`)).body.reasons;

describe("unsubscribing", () => {
  it("turns off mail for one reason with one POST, with the form of a mail program or nothing", async () => {
    const form = await post(pathFor({ kind: "reason", reason: "commented" }), {
      body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    });
    const empty = await post(pathFor({ kind: "reason", reason: "mentioned" }));

    assert.deepEqual([form.status, empty.status], [200, 200]);
    const { commented, mentioned, assigned } = await reasonsOf();
    assert.deepEqual(
      [commented, mentioned, assigned],
      [
        { inbox: true, push: true, mail: "off" },
        { inbox: true, push: true, mail: "off" },
        { inbox: true, push: true, mail: "now" },
      ],
    );
  });

  it("leaves a ticket, and says so before and after", async () => {
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    const path = pathFor({ kind: "ticket", ticket_id: ticket.id });

    const question = await (await fetch(api.url + path)).text();
    const answer = await (await post(path)).text();

    assert.match(question, /<h1>Leave this ticket\?<\/h1>.*<button type="submit">Leave</s);
    assert.match(answer, /<h1>You have left this ticket<\/h1>/);
    const { body } = await api.get(
      world.member,
      `${world.workspacePath}/tickets/${ticket.id}/watch`,
    );
    assert.equal(body.level, "left");
  });

  it("leaves a ticket that was muted as it is", async () => {
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    const watch = `${world.workspacePath}/tickets/${ticket.id}/watch`;
    await api.put(world.member, watch, { level: "muted" });

    await post(pathFor({ kind: "ticket", ticket_id: ticket.id }));

    assert.equal((await api.get(world.member, watch)).body.level, "muted");
  });

  it("turns off all mail of a workspace, and nothing more if it is repeated", async () => {
    await post(pathFor({ kind: "workspace" }));
    await post(pathFor({ kind: "workspace" }));

    const paces = Object.values(await reasonsOf()).map(
      (channels) => (channels as { mail: string }).mail,
    );
    assert.deepEqual(new Set(paces), new Set(["off"]));
  });

  it("changes nothing by GET, which shows a page with one button and a strict policy", async () => {
    const other = await givenWorld(api);
    const { member, workspace } = other;
    const target = { kind: "workspace" } as const;
    const { slackySecret } = api.instance.config;
    const key = { user_id: member.id, workspace_id: workspace.id, target };

    const page = await fetch(
      `${api.url}/v1/unsubscribe/${createUnsubscribeToken(slackySecret, key)}`,
    );

    const text = await page.text();
    assert.deepEqual(text.match(/<button|<form|<script/g), ["<form", "<button"]);
    assert.match(page.headers.get("content-security-policy") ?? "", /^default-src 'none';/);
    assert.equal(page.headers.get("cache-control"), "no-store");
    const { body } = await api.get(member, `${other.workspacePath}/notification-settings`);
    assert.equal(body.reasons.assigned.mail, "now");
  });

  it("answers 200 to any token and does nothing for one that is not signed", async () => {
    const other = await givenWorld(api);
    const { member, workspace } = other;
    const target = { kind: "workspace" } as const;
    const forged = createUnsubscribeToken("another secret", {
      ...{ user_id: member.id, workspace_id: workspace.id, target },
    });

    for (const token of [forged, "x", "%00", "a".repeat(500)]) {
      assert.equal((await post(`/v1/unsubscribe/${token}`)).status, 200, token);
    }

    const { body } = await api.get(member, `${other.workspacePath}/notification-settings`);
    assert.equal(body.reasons.assigned.mail, "now");
  });

  it("answers 200 for a person or a workspace that does not exist", async () => {
    const ids = { user_id: randomUUID(), workspace_id: randomUUID() };
    const { slackySecret } = api.instance.config;
    for (const target of [
      { kind: "workspace" } as const,
      { kind: "ticket", ticket_id: randomUUID() } as const,
    ]) {
      const token = createUnsubscribeToken(slackySecret, { ...ids, target });
      assert.equal((await post(`/v1/unsubscribe/${token}`)).status, 200);
    }
  });
});

describe("an unsubscribe token", () => {
  const unsubscription = {
    user_id: randomUUID(),
    workspace_id: randomUUID(),
    target: { kind: "ticket", ticket_id: randomUUID() },
  } as const;

  it("is read with the secret that signed it, also a former one", () => {
    const token = createUnsubscribeToken("old", unsubscription);

    assert.deepEqual(parseUnsubscribeToken(["new", "old"], token), unsubscription);
    assert.equal(parseUnsubscribeToken(["new"], token), undefined);
  });

  it("is void if any of its bytes is another one", () => {
    const bytes = Buffer.from(createUnsubscribeToken("secret", unsubscription), "base64url");
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      assert.equal(parseUnsubscribeToken(["secret"], changed.toString("base64url")), undefined);
    }
  });
});

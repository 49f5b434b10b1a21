import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type TokenScope, tokenScopes } from "../../src/auth/permissions.ts";
import { takesIdempotencyKey } from "../../src/contract/endpoint.ts";
import { receiptOf } from "../../src/contract/receipt.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenServiceAccount, givenTicket, type ServiceAccount } from "../support/given.ts";
import { withMail } from "../support/mail/queued.ts";
import { assertProblem } from "../support/problem.ts";
import { endpointOf, send } from "./calls.ts";
import { requests } from "./requests.ts";
import { givenScene, type Scene } from "./scene.ts";
import { type Case, table } from "./table.ts";

let api: TestApi;
let scene: Scene;
before(async () => {
  api = await startApi(withMail);
  scene = await givenScene(api);
});
after(() => api.close());

const fieldsOf = {
  TicketReceipt: ["id", "key", "status", "version"],
  CommentReceipt: ["id", "ticket_id", "version"],
};

const withoutReading = tokenScopes.filter(
  (scope) => scope !== "ticket:read" && scope !== "comment:read",
);

/** Every operation that answers with something that its own permission does not allow to read. */
const cases = (Object.keys(table) as Case[]).filter((name) => receiptOf(endpointOf(name).spec));

describe("an API token that may change but not read", () => {
  it("can call more than ten operations that answer with a ticket or a comment", () => {
    assert.ok(cases.length > 10, cases.join());
  });

  for (const name of cases) {
    it(`gets a receipt and nothing more: ${name}`, async () => {
      const endpoint = endpointOf(name);
      const token = await givenToken(...withoutReading);
      const call = await requests[name](scene, token);
      const headers: Record<string, string> = takesIdempotencyKey(endpoint)
        ? { "idempotency-key": randomUUID() }
        : {};

      const first = await send(api, token, endpoint, { ...call, headers });
      const again = await send(api, token, endpoint, { ...call, headers });

      const id = receiptOf(endpoint.spec)?.meta()?.id as keyof typeof fieldsOf;
      const replies = again.status < 300 ? [first, again] : [first];
      for (const { status, body } of replies) {
        assert.ok(status < 300, JSON.stringify(body));
        assert.deepEqual(Object.keys(body).sort(), fieldsOf[id]);
      }
      if (first.headers.get("etag")) {
        assert.equal(first.headers.get("etag"), `"${first.body.version}"`);
      }
    });
  }

  it("gets one for a change that changes nothing", async () => {
    const token = await givenToken("ticket:edit", "ticket:restore", "ticket:claim");
    const { id } = await givenSecret();
    const ticket = `${scene.workspacePath}/tickets/${id}`;

    for (const reply of [
      await api.patch(token, ticket, {}),
      await api.post(token, `${ticket}/restore`, {}),
      await api.delete(token, `${ticket}/claim`),
    ]) {
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
      assert.deepEqual(Object.keys(reply.body).sort(), fieldsOf.TicketReceipt);
    }
  });

  it("gets one in the replay of a response that another token of its account received in full", async () => {
    const full = await givenServiceAccount(api, scene.world, { role: "admin" });
    const narrow = await tokenOf(full, ["ticket:create"]);
    const path = `${scene.workspacePath}/projects/${scene.project.id}/tickets`;
    const headers = { "idempotency-key": randomUUID() };

    const first = await api.post(full, path, { title: "SECRET" }, headers);
    const replayed = await api.post(narrow, path, { title: "SECRET" }, headers);
    const again = await api.post(full, path, { title: "SECRET" }, headers);

    assert.equal(first.body.title, "SECRET");
    assert.equal(replayed.headers.get("idempotency-replayed"), "true");
    assert.deepEqual(Object.keys(replayed.body).sort(), fieldsOf.TicketReceipt);
    assert.equal(replayed.body.id, first.body.id);
    assert.deepEqual(again.body, first.body);
  });

  it("learns from a refusal no more of the ticket than a receipt has", async () => {
    const scopes = ["ticket:edit", "ticket:transition", "ticket:claim", "ticket:restore"] as const;
    const token = await givenToken(...scopes);
    const { id } = await givenSecret({
      assignee_id: scene.maker.id,
      metadata: { a: "x".repeat(999) },
    });
    const ticket = `${scene.workspacePath}/tickets/${id}`;
    const member = scene.callers.member;
    const refusals: [
      string,
      (as: ServiceAccount | typeof member) => ReturnType<TestApi["post"]>,
    ][] = [
      ["version_mismatch", (as) => api.patch(as, ticket, { title: "No" }, { "if-match": '"9"' })],
      ["already_claimed", (as) => api.post(as, `${ticket}/claim`, {})],
      ["invalid_transition", (as) => api.post(as, `${ticket}/transitions`, { to: "nowhere" })],
      [
        "metadata_too_large",
        (as) => api.patch(as, ticket, { metadata: { b: "x".repeat(16_000) } }),
      ],
      ["not_found", (as) => api.patch(as, `${scene.workspacePath}/tickets/ENG-999999`, {})],
    ];
    const members = { current_version: 1, from: "open", to: "nowhere", limit: 16_384 };

    for (const [code, request] of refusals) {
      const {
        type: _t,
        title,
        status: _s,
        detail,
        request_id: _r,
        ...shown
      } = (await request(token)).body;
      const { code: seen, ...rest } = shown;
      assert.equal(seen, code);
      if (code !== "version_mismatch") assert.equal(detail, `${title}.`);
      for (const [name, value] of Object.entries(rest)) {
        assert.equal(value, members[name as keyof typeof members], `${code}: ${name}`);
      }
    }
    const stale = await api.patch(member, ticket, { title: "No" }, { "if-match": '"9"' });
    assert.equal(stale.body.current.id, id);
    const full = await api.post(member, `${ticket}/claim`, {});
    assertProblem(full, "already_claimed");
    assert.equal(full.body.assignee_id, scene.maker.id);
  });

  it("gets one of a comment in a bulk request, which requires ticket:read alone", async () => {
    const token = await givenToken("ticket:read", "comment:create");
    const { id } = await givenSecret();

    const { body } = await api.post(token, `${scene.workspacePath}/tickets/bulk`, {
      operations: [{ op: "comment", ticket: id, body: "Mine." }],
    });

    assert.deepEqual(Object.keys(body.results[0].comment).sort(), fieldsOf.CommentReceipt);
  });

  it("may read a comment that it writes with comment:read, without ticket:read", async () => {
    const token = await givenToken("comment:create", "comment:read");
    const { id } = await givenSecret();

    const made = await api.post(token, `${scene.workspacePath}/tickets/${id}/comments`, {
      body: "Mine.",
    });

    assert.deepEqual([made.status, made.body.body], [201, "Mine."]);
  });
});

/** A token with exactly these scopes, of an account that is an admin. */
function givenToken(...scopes: TokenScope[]): Promise<ServiceAccount> {
  return givenServiceAccount(api, scene.world, { role: "admin", scopes });
}

async function tokenOf(account: ServiceAccount, scopes: TokenScope[]): Promise<ServiceAccount> {
  const path = `${scene.workspacePath}/service-accounts/${account.id}/tokens`;
  const { body } = await api.post(scene.maker, path, { name: "narrow", scopes });
  return { ...account, token_id: body.id, token: body.token };
}

function givenSecret(draft: Parameters<typeof givenTicket>[2] = {}) {
  return givenTicket(api, scene.world, { description: "SECRET", ...draft });
}

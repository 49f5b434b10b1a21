import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { putAddressChange } from "../../src/account/address-queries.ts";
import { insertAccountToken } from "../../src/account/token-queries.ts";
import { hashAccountToken, newAccountToken, type TokenPurpose } from "../../src/account/tokens.ts";
import { endpoints } from "../../src/app.ts";
import type { Role } from "../../src/auth/permissions.ts";
import { hashToken } from "../../src/auth/refresh-token.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { addMember } from "../../src/members/add-member.ts";
import {
  givenAccount,
  goodPassword,
  type SignedInPerson,
  signInAgain,
} from "../support/accounts.ts";
import type { As } from "../support/api.ts";
import { environmentOf, runSlacky } from "../support/command.ts";
import { givenMember, givenServiceAccount, givenTicket, givenWorld } from "../support/given.ts";
import { until } from "../support/locks.ts";
import type { Reply } from "../support/reply.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

/** How long the replica delays every commit: it serves, and shows what was before. */
const DELAY_MS = 600;
const READERS = 3;
const READS_AFTER = 30;

let place: WithReplica;
/** A ticket of the world's admin, whose text was edited. */
let ticket: string;
before(async () => {
  place = await startWithReplica({
    settings: { recovery_min_apply_delay: `${DELAY_MS}ms` },
  });
  const { api, world } = place;
  ticket = `${world.workspacePath}/tickets/${(await givenTicket(api, world)).id}`;
  await api.patch(world.admin, ticket, { title: "Edited" });
});
after(() => place.close());

/** Somebody who reads, and what ends that. It returns when the end is acknowledged. */
interface Ending {
  reader: As;
  path: string;
  end(): Promise<unknown>;
}

const over = async (request: Promise<Reply>) => {
  const { status, body } = await request;
  assert.ok(status < 300, JSON.stringify(body));
};

/** By the operation, or by the command of the operator. */
const endings: Record<string, () => Promise<Ending>> = {
  async removeMember() {
    const { api, world } = place;
    const reader = await givenMember(api, world.workspace, "viewer");
    const member = `${world.workspacePath}/members/${reader.id}`;
    return { reader, path: ticket, end: () => over(api.delete(world.admin, member)) };
  },
  async "removeMember to leave"() {
    const { api, world } = place;
    const reader = await givenMember(api, world.workspace, "viewer");
    const member = `${world.workspacePath}/members/${reader.id}`;
    return { reader, path: ticket, end: () => over(api.delete(reader, member)) };
  },
  async updateMember() {
    const { api, world } = place;
    const reader = await givenMember(api, world.workspace, "admin");
    const member = `${world.workspacePath}/members/${reader.id}`;
    return {
      reader,
      // Only admins see what somebody else has replaced.
      path: `${ticket}/versions`,
      end: () => over(api.patch(world.admin, member, { role: "viewer" })),
    };
  },
  async deleteWorkspace() {
    const { api } = place;
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/labels`;
    return {
      reader: world.viewer,
      path,
      end: () => over(api.delete(world.admin, world.workspacePath)),
    };
  },
  async endSession() {
    const { api } = place;
    const reader = await givenAccountOfMember();
    const { body } = await api.get(reader, "/v1/me/sessions");
    const other = await signInAgain(api, reader);
    const session = `/v1/me/sessions/${body.data[0].id}`;
    return { reader, path: ticket, end: () => over(api.delete(other, session)) };
  },
  async signOut() {
    const reader = await givenAccountOfMember();
    const { refresh_token } = reader;
    return {
      reader,
      path: ticket,
      end: () => over(place.api.post(undefined, "/v1/auth/logout", { refresh_token })),
    };
  },
  async refreshSession() {
    const { api } = place;
    const refresh = (refresh_token: string) =>
      api.post(undefined, "/v1/auth/refresh", { refresh_token });
    const reader = await givenAccountOfMember();
    const { body } = await refresh(reader.refresh_token);
    await refresh(body.refresh_token);
    await api.db.query(sql`
      update refresh_tokens
         set spent_at = clock_timestamp() - interval '2 days'
       where hash = ${hashToken(reader.refresh_token)}`);
    return {
      reader,
      path: ticket,
      end: async () => assert.equal((await refresh(reader.refresh_token)).status, 401),
    };
  },
  async changePassword() {
    const reader = await givenAccountOfMember();
    const other = await signInAgain(place.api, reader);
    const passwords = { current_password: goodPassword, new_password: `${goodPassword}, still` };
    return {
      reader,
      path: ticket,
      end: () => over(place.api.put(other, "/v1/me/password", passwords)),
    };
  },
  async resetPassword() {
    const reader = await givenAccountOfMember();
    const token = await givenLink(reader, "reset");
    const path = "/v1/auth/password-reset/confirm";
    const password = `${goodPassword}, still`;
    return {
      reader,
      path: ticket,
      end: () => over(place.api.post(undefined, path, { token, password })),
    };
  },
  async stopAddressChange() {
    const reader = await givenAccountOfMember();
    const token = await givenLink(reader, "stop_change");
    const path = "/v1/auth/address-change/stop";
    return {
      reader,
      path: ticket,
      end: () => over(place.api.post(undefined, path, { token })),
    };
  },
  async revokeApiToken() {
    const { api, world } = place;
    const reader = await givenServiceAccount(api, world);
    const token = `${world.workspacePath}/service-accounts/${reader.id}/tokens/${reader.token_id}`;
    return { reader, path: ticket, end: () => over(api.delete(world.admin, token)) };
  },
  async "slacky user set-password"() {
    const reader = await givenAccountOfMember();
    const words = ["user", "set-password", "--email", reader.email];
    return { reader, path: ticket, end: () => run(words, `${goodPassword}, still\n`) };
  },
  async "slacky user erase"() {
    const reader = await givenAccountOfMember();
    return { reader, path: ticket, end: () => run(["user", "erase", "--email", reader.email]) };
  },
};

describe("access that was ended, while the replica shows everything too late", () => {
  it("is tested for every operation that ends access", () => {
    const operations = endpoints
      .filter(({ spec }) => spec.endsAccess !== undefined)
      .map(({ spec }) => spec.operation);
    assert.deepEqual(
      operations.filter((operation) => !(operation in endings)),
      [],
    );
  });

  for (const [name, prepare] of Object.entries(endings)) {
    it(`${name}: no read that begins after the acknowledgement is answered`, async () => {
      const { reader, path, end } = await prepare();
      await place.ready();
      const first = await place.readUntil("served", () => place.api.get(reader, path, any));
      assert.equal(first.status, 200, JSON.stringify(first.body));
      const reads = readAgainAndAgain(reader, path);
      const served = await place.outcomes("served");
      await until(async () => (await place.outcomes("served")) > served + READERS);

      await end();

      const acknowledgedAt = performance.now();
      await until(() => reads.since(acknowledgedAt).length >= READS_AFTER);
      await reads.stop();
      const answered = reads.since(acknowledgedAt).filter(({ status }) => status === 200);
      assert.equal(answered.length, 0, `${answered.length} of ${READS_AFTER} were answered`);
    });
  }
});

/** Reads what the replica shows, in parallel, and remembers when each read began. */
function readAgainAndAgain(reader: As, path: string) {
  const ended: { begunAt: number; status: number }[] = [];
  let isStopped = false;
  const read = async () => {
    while (!isStopped) {
      const begunAt = performance.now();
      const { status } = await place.api.get(reader, path, any);
      ended.push({ begunAt, status });
      await sleep(2);
    }
  };
  const reading = Promise.all(Array.from({ length: READERS }, read));
  return {
    since: (time: number) => ended.filter(({ begunAt }) => begunAt > time),
    async stop() {
      isStopped = true;
      await reading;
    },
  };
}

async function givenAccountOfMember(role: Role = "viewer"): Promise<SignedInPerson> {
  const { api, world } = place;
  const account = await givenAccount(api);
  const { id: user_id, name } = account;
  await transaction(api.db, (tx) =>
    addMember(tx, { workspace_id: world.workspace.id, user_id, role, name }),
  );
  return account;
}

/** The token of a link that was mailed to somebody, who asked to change their address. */
async function givenLink({ id, email }: SignedInPerson, purpose: TokenPurpose): Promise<string> {
  const token = newAccountToken(purpose);
  const hash = hashAccountToken(token);
  const changed = { user_id: id, email: `${randomUUID()}@example.com`, former_email: email };
  await place.api.db.batch([
    insertAccountToken({ hash, user_id: id, purpose, email, is_mailed: true, hours: 1 }),
    putAddressChange(changed),
  ]);
  return token;
}

async function run(words: string[], input?: string): Promise<void> {
  const { api, primary, link } = place;
  const env = {
    ...environmentOf(api),
    DATABASE_OWNER_URL: primary.url("slacky_owner"),
    DATABASE_REPLICA_URLS: link.url,
  };
  const { code, stderr } = await runSlacky(words, env, input);
  assert.equal(code, 0, stderr);
}

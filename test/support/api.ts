import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { createApp } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { createHttpServer, type ServerTimeouts } from "../../src/http/server/server.ts";
import { createInstance, type Instance } from "../../src/instance.ts";
import { checkContract } from "./contract.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { checkRecordedEvents } from "./events.ts";
import type { Reply } from "./reply.ts";

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A caller of the API: the owner of this token, or an anonymous client. */
export type As = { token: string } | undefined;

export interface TestApi {
  url: string;
  instance: Instance;
  db: Instance["db"];
  database: TestDatabase;
  request(as: As, method: string, path: string, options?: RequestOptions): Promise<Reply>;
  get(as: As, path: string, headers?: Record<string, string>): Promise<Reply>;
  post(as: As, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  patch(as: As, path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** PATCHes and, if that succeeds, reads the same path: the response must match the stored row. */
  patchAndRead: TestApi["patch"];
  put(as: As, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  delete(as: As, path: string, headers?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

const BCRYPT_COST_OF_TESTS = 4;

/** A test says which of them it has. */
export const noRateLimits: Config["rateLimits"] = {
  caller: undefined,
  anonymous: undefined,
  sender: undefined,
  auth: undefined,
  account: undefined,
};

/**
 * The whole service over real HTTP, on a database of its own. Every response is checked against the contract, and
 * at the end every recorded event is checked against the schema of its type.
 */
export async function startApi(
  changes: Partial<Config> = {},
  {
    timeouts,
    reach = async (databaseUrl) => databaseUrl,
    now = () => 0,
  }: {
    timeouts?: ServerTimeouts;
    /** Returns the address at which the service reaches its database. */
    reach?: (databaseUrl: string) => Promise<string>;
    /** The clock of the shares of connection time. It stands still, so that nobody overspends theirs. */
    now?: () => number;
  } = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const databaseUrl = await reach(database.databaseUrl);
  const config: Config = { ...testConfig({ ...database, databaseUrl }), ...changes };
  const instance = createInstance(config, pino({ level: config.logLevel }), {
    bcryptCost: BCRYPT_COST_OF_TESTS,
    now,
  });
  const server = createHttpServer(createApp(instance), {
    publicUrl: config.publicUrl,
    ...(timeouts && { timeouts }),
  }).listen(config.port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const request: TestApi["request"] = async (as, method, path, { body, headers } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(as && { authorization: `Bearer ${as.token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const reply = {
      status: response.status,
      headers: response.headers,
      body: type.includes("json") && text !== "" ? JSON.parse(text) : text,
    };
    checkContract(method, path, reply);
    return reply;
  };

  return {
    url,
    instance,
    db: instance.db,
    database,
    request,
    get: (as, path, headers = {}) => request(as, "GET", path, { headers }),
    post: (as, path, body = {}, headers = {}) => request(as, "POST", path, { body, headers }),
    patch: (as, path, body, headers = {}) => request(as, "PATCH", path, { body, headers }),
    async patchAndRead(as, path, body, headers = {}) {
      const reply = await request(as, "PATCH", path, { body, headers });
      if (reply.status === 200) {
        const stored = await request(as, "GET", path);
        assert.deepEqual(stored.body, reply.body, "GET must show what PATCH answered");
      }
      return reply;
    },
    put: (as, path, body, headers = {}) => request(as, "PUT", path, { body, headers }),
    delete: (as, path, headers = {}) => request(as, "DELETE", path, { headers }),
    async close() {
      server.close();
      server.closeAllConnections();
      await instance.refusals.close();
      await checkRecordedEvents(instance.db).finally(async () => {
        await instance.close();
        await database.drop();
      });
    },
  };
}

function testConfig({ databaseUrl, databaseOwnerUrl }: TestDatabase): Config {
  return {
    production: false,
    host: "127.0.0.1",
    port: 0,
    metricsHost: "127.0.0.1",
    metricsPort: undefined,
    processes: 1,
    drainDelayMs: 0,
    publicUrl: "http://slacky.example.com",
    databaseUrl,
    databaseOwnerUrl,
    replicaUrls: [],
    replicaReads: "positioned",
    poolSizes: { writes: 10, reads: 5 },
    jwtSecrets: [randomBytes(32).toString("hex")],
    slackySecret: randomBytes(32).toString("hex"),
    slackySecretsOld: [],
    registration: "open",
    trustProxy: 0,
    corsOrigins: [],
    rateLimits: noRateLimits,
    passwordLengthMin: 15,
    retentionDays: { events: undefined, audit: undefined },
    smtpUrl: undefined,
    mailFrom: undefined,
    dkim: undefined,
    webFolder: undefined,
    history: undefined,
    logLevel: "silent",
  };
}

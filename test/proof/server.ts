import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import { freePort } from "../../dev/ports.ts";
import { until } from "../support/locks.ts";

const READY_MS = 120_000;
const checkout = resolve(import.meta.dirname, "../..");

/** Where a separate `slacky start` is: its port, its data, and the origin of a page that may use it. */
export interface Host {
  port: number;
  dataDir: string;
  pagePort: number;
  /** The database that it uses instead of one of its own in `dataDir`. */
  database?: { databaseUrl: string; databaseOwnerUrl: string };
}

export interface Client {
  url: string;
  token: string;
  /** Returns the status and the body. Throws if no response was received. */
  send(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Body }>;
  workspacePath: string;
  project: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the bodies of several operations.
type Body = any;

export async function givenHost(dataDir: string): Promise<Host> {
  return { port: await freePort(), dataDir, pagePort: await freePort() };
}

/** Without rate limits, unless others are given. */
export function start(
  { port, dataDir, pagePort, database }: Host,
  rateLimits: NodeJS.ProcessEnv = { RATE_LIMIT_CALLER: "off", RATE_LIMIT_ANONYMOUS: "off" },
): ChildProcess {
  return spawn(process.execPath, ["bin/slacky.ts", "start"], {
    cwd: checkout,
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      SLACKY_DATA_DIR: dataDir,
      ...(database && {
        DATABASE_URL: database.databaseUrl,
        DATABASE_OWNER_URL: database.databaseOwnerUrl,
      }),
      CORS_ORIGINS: `http://127.0.0.1:${pagePort}`,
      ...rateLimits,
      RATE_LIMIT_SENDER: "off",
      LOG_LEVEL: "silent",
    },
  });
}

/** An account with a workspace and a project of its own. */
export async function signedIn(host: Host, email = "ada@example.com"): Promise<Client> {
  await ready(host);
  const url = `http://127.0.0.1:${host.port}`;
  const registered = await register(url, email);
  const send = senderFor(url, registered.token);
  const workspace = (await send("POST", "/v1/workspaces", { name: "Crash" })).body;
  const workspacePath = `/v1/workspaces/${workspace.id}`;
  const project = (await send("POST", `${workspacePath}/projects`, { name: "Crash", key: "CR" }))
    .body;
  return { url, token: registered.token, send, workspacePath, project: project.id };
}

/** The same caller at another process, such as one of another version. */
export function withPort(client: Client, port: number): Client {
  const url = `http://127.0.0.1:${port}`;
  return { ...client, url, send: senderFor(url, client.token) };
}

/** Creates an account. */
async function register(url: string, email: string): Promise<{ token: string }> {
  const password = randomBytes(20).toString("hex");
  const send = senderFor(url, "");
  const { status, body } = await send("POST", "/v1/auth/register", {
    name: "Ada",
    email,
    password,
  });
  if (status !== 201) throw new Error(`The registration was answered with ${status}.`);
  return { token: body.access_token };
}

function senderFor(url: string, token: string): Client["send"] {
  return async (method, path, body, headers) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...headers,
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}

/** Another account, which is a member of the same workspace. */
export async function signedInAsMember(admin: Client, nth: number): Promise<Client> {
  const workspace_id = admin.workspacePath.split("/").at(-1);
  const email = `member-${nth}-${workspace_id}@example.com`;
  const { token } = await register(admin.url, email);
  await admin.send("POST", `${admin.workspacePath}/members`, { email, role: "member" });
  const send = senderFor(admin.url, token);
  const accepted = await send("POST", `/v1/me/invitations/${workspace_id}/accept`);
  if (accepted.status !== 200) throw new Error(`Accepting was answered with ${accepted.status}.`);
  return { ...admin, token, send };
}

export async function ready({ port }: Host): Promise<void> {
  await until(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return response?.status === 200;
  }, READY_MS);
}

/** Stops it with SIGTERM, if it still runs. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { until } from "../support/locks.ts";

const READY_MS = 30_000;
const checkout = resolve(import.meta.dirname, "../..");

/** Where a separate `slacky start` is: its port, its data, and the origin of a page that may use it. */
export interface Host {
  port: number;
  dataDir: string;
  pagePort: number;
}

export interface Client {
  url: string;
  token: string;
  /** Returns the status and the body. Throws if no response was received. */
  send(method: string, path: string, body?: object): Promise<{ status: number; body: Body }>;
  workspacePath: string;
  project: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the bodies of several operations.
type Body = any;

export async function givenHost(dataDir: string): Promise<Host> {
  return { port: await freePort(), dataDir, pagePort: await freePort() };
}

export function start({ port, dataDir, pagePort }: Host): ChildProcess {
  return spawn(process.execPath, ["bin/slacky.ts", "start"], {
    cwd: checkout,
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      SLACKY_DATA_DIR: dataDir,
      CORS_ORIGINS: `http://127.0.0.1:${pagePort}`,
      RATE_LIMIT_CALLER: "off",
      RATE_LIMIT_ANONYMOUS: "off",
      RATE_LIMIT_SENDER: "off",
      LOG_LEVEL: "silent",
    },
  });
}

export async function signedIn(host: Host): Promise<Client> {
  await ready(host);
  const url = `http://127.0.0.1:${host.port}`;
  let token = "";
  const send: Client["send"] = async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const password = randomBytes(20).toString("hex");
  const account = { name: "Ada", email: "ada@example.com", password };
  token = (await send("POST", "/v1/auth/register", account)).body.access_token;
  const workspace = (await send("POST", "/v1/workspaces", { name: "Crash" })).body;
  const workspacePath = `/v1/workspaces/${workspace.id}`;
  const project = (await send("POST", `${workspacePath}/projects`, { name: "Crash", key: "CR" }))
    .body;
  return { url, token, send, workspacePath, project: project.id };
}

/** Another account, which is a member of the same workspace. */
export async function signedInAsMember(admin: Client, nth: number): Promise<Client> {
  const email = `member-${nth}@example.com`;
  const password = randomBytes(20).toString("hex");
  const account = { name: "Member", email, password };
  const { body } = await admin.send("POST", "/v1/auth/register", account);
  await admin.send("POST", `${admin.workspacePath}/members`, { email, role: "member" });
  const workspace_id = admin.workspacePath.split("/").at(-1);
  const accepted = await fetch(`${admin.url}/v1/me/invitations/${workspace_id}/accept`, {
    method: "POST",
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  if (!accepted.ok) throw new Error(`The invitation was not accepted: ${accepted.status}.`);
  return { ...admin, token: body.access_token };
}

export async function ready({ port }: Host): Promise<void> {
  await until(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return response?.status === 200;
  }, READY_MS);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

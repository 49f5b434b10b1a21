import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, isListening } from "../../dev/ports.ts";
import { serverUser } from "../../dev/postgres/server-user.ts";
import type { ProxyKind, Setup } from "./proxy-kinds.ts";

export interface ReverseProxy {
  port: number;
  /** The certificate that clients have to trust. */
  certificate: string;
  stop(): Promise<void>;
}

export const hostName = "slacky.example.com";
const READY_MS = 10_000;

/** Why the tests of this proxy cannot run here; false if they can. */
export function reasonToSkip({ name, binary }: ProxyKind): string | false {
  if (!existsSync(binary)) return `skipped: ${name} is not installed`;
  if (spawnSync("openssl", ["version"]).status !== 0) return "skipped: openssl is not installed";
  return false;
}

/** Starts a proxy in front of a server, with the configuration of docs/proxies.md, on a free port. */
export async function startReverseProxy(
  kind: ProxyKind,
  { upstream, change = (text) => text }: { upstream: URL; change?: (text: string) => string },
): Promise<ReverseProxy> {
  const folder = mkdtempSync(join(tmpdir(), "slacky-proxy-"));
  const port = await freePort();
  chmodSync(folder, 0o777);
  createCertificate(folder);
  const setup: Setup = { folder, port, upstream: upstream.host };
  for (const [name, text] of Object.entries(kind.files(setup))) {
    writeFileSync(join(folder, name), change(text), { mode: 0o644 });
  }
  const child = spawn(kind.binary, kind.args(setup), {
    ...serverUser,
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes: Buffer) => {
      output += bytes.toString();
    });
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await isListening(child, { port, timeout_ms: READY_MS }))) {
    await stop();
    throw new Error(`${kind.name} does not start:\n${output}`);
  }
  return { port, certificate: readFileSync(join(folder, "slacky.crt"), "utf8"), stop };
}

/** `slacky.crt`, `slacky.key`, and `slacky.pem` with both. */
function createCertificate(folder: string): void {
  const file = (name: string) => join(folder, name);
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-days", "2", "-subj", `/CN=${hostName}`, "-addext", `subjectAltName=DNS:${hostName}`],
    ...["-keyout", file("slacky.key"), "-out", file("slacky.crt")],
  ]);
  if (made.status !== 0) throw new Error(`openssl makes no certificate: ${made.stderr}`);
  const both = readFileSync(file("slacky.crt"), "utf8") + readFileSync(file("slacky.key"), "utf8");
  writeFileSync(file("slacky.pem"), both);
  for (const name of ["slacky.key", "slacky.pem"]) chmodSync(file(name), 0o644);
  mkdirSync(file("temporary"));
  chmodSync(file("temporary"), 0o777);
}

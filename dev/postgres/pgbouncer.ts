import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../bin/command-error.ts";
import { freePort, isListening } from "../ports.ts";
import { serverUser } from "./server-user.ts";

export interface PgBouncer {
  /** The address of the same database and role through PgBouncer. */
  url: string;
  stop(): Promise<void>;
}

const READY_MS = 5_000;

/** The path of the program; undefined if it is not installed. */
export const pgbouncerBinary = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].find((file) =>
  existsSync(file),
);

/** Starts a PgBouncer in transaction mode in front of a server, for one role and any of its databases. */
export async function startPgBouncer(
  databaseUrl: string,
  { poolSize = 20 }: { poolSize?: number } = {},
): Promise<PgBouncer> {
  if (!pgbouncerBinary) throw new CommandError("PgBouncer is not installed.");
  const folder = mkdtempSync(join(tmpdir(), "slacky-pgbouncer-"));
  const port = await freePort();
  writeConfiguration(folder, { databaseUrl, port, poolSize });
  const child = spawn(pgbouncerBinary, ["--quiet", join(folder, "pgbouncer.ini")], {
    ...serverUser,
    stdio: "ignore",
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGINT");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const isReady = await isListening(child, { port, timeout_ms: READY_MS });
    if (!isReady) throw new CommandError("PgBouncer does not start.");
  } catch (error) {
    await stop();
    throw error;
  }
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return { url: url.href, stop };
}

function writeConfiguration(
  folder: string,
  { databaseUrl, port, poolSize }: { databaseUrl: string; port: number; poolSize: number },
): void {
  const target = new URL(databaseUrl);
  const files = {
    "users.txt": `"${target.username}" "${target.password}"\n`,
    "pgbouncer.ini": `
[databases]
* = host=${target.hostname} port=${target.port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 1000
`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  if (!serverUser) return;
  for (const name of ["", ...Object.keys(files)]) {
    chownSync(join(folder, name), serverUser.uid, serverUser.gid);
  }
}

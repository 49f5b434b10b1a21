import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { CommandError } from "../../bin/command-error.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { othersMayEnter, serverUser } from "./server-user.ts";

interface Role {
  name: string;
  password: string;
}

export interface ClusterRoles {
  /** Owns the database and its schema; migrations run as this role. */
  owner: Role & { mayCreateDatabases: boolean };
  /** May do what migrations grant; the server connects as this role. */
  app: Role;
}

export interface NewCluster {
  roles: ClusterRoles;
  /** Whether it must survive a crash of the machine. */
  durable: boolean;
}

export const databaseName = "slacky";

/** Creates a cluster with two roles and their database, atomically. */
export async function createCluster(
  cluster: string,
  binaries: PostgresBinaries,
  { roles, durable }: NewCluster,
): Promise<void> {
  if (existsSync(cluster)) return;
  const draft = `${cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (serverUser) chownSync(draft, serverUser.uid, serverUser.gid);

  await run(binaries.initdb, draft, [
    ...["-D", pathForServer(draft), "--username=postgres", "--auth=trust", "--no-instructions"],
    ...["--encoding=UTF8", "--data-checksums", ...binaries.localeOptions],
    ...(durable ? [] : ["--no-sync"]),
  ]);
  // The superuser has no password, so it cannot connect. The following runs before the server listens.
  writeFileSync(join(draft, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
  await run(
    binaries.postgres,
    draft,
    ["--single", "-D", pathForServer(draft), "-c", "exit_on_error=on", "template1"],
    rolesAndDatabase(roles),
  );
  renameSync(draft, cluster);
}

/**
 * The path by which PostgreSQL names its folder. If root starts it, it runs as another user, which may not
 * be able to enter the parent folders; the working directory needs no such access. (Before 16, it leaves that
 * directory for a moment and cannot return, so a system's 15 needs an accessible path.)
 */
export function pathForServer(folder: string): string {
  return serverUser && !othersMayEnter(dirname(folder)) ? "/proc/self/cwd" : folder;
}

/** PostgreSQL runs in its folder, as its user, without our locale and PG variables. */
export function serverProcess(folder: string): SpawnOptions {
  return { cwd: folder, ...serverUser, env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } };
}

/** One statement per line, as a stand-alone backend reads them. */
function rolesAndDatabase({ owner, app }: ClusterRoles): string {
  const createdb = owner.mayCreateDatabases ? "createdb" : "nocreatedb";
  return [
    `create role ${owner.name} login ${createdb} password '${owner.password}';`,
    `create role ${app.name} login password '${app.password}';`,
    // In the template, so that every database made from it has the same owner.
    `alter schema public owner to ${owner.name};`,
    `create database ${databaseName} owner ${owner.name};`,
    "",
  ].join("\n");
}

async function run(command: string, folder: string, args: string[], input = ""): Promise<void> {
  const child = spawn(command, args, { ...serverProcess(folder), detached: true, stdio: "pipe" });
  child.stdin?.end(input);
  const [[code], output, errors] = await Promise.all([
    once(child, "close"),
    child.stdout && text(child.stdout),
    child.stderr && text(child.stderr),
  ]);
  if (code !== 0) {
    throw new CommandError(`PostgreSQL could not create its database:\n${output}${errors}`.trim());
  }
}

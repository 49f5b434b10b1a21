import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { serverUser } from "../../../dev/postgres/server-user.ts";
import { type OwnPostgres, writeServerFile } from "../../support/postgres/own-postgres.ts";

type Settings = Record<string, string>;

/** The programs of PostgreSQL that Debian installs, and that the embedded one lacks. */
const programs = "/usr/lib/postgresql/15/bin";

/** A program that makes backups and restores them, with the commands of docs/backups.md. */
export interface BackupTool {
  /** Settings of the primary. */
  settings: Settings;
  /** Lines of its pg_hba.conf. */
  hba: string[];
  /** Makes a base backup of the running primary. */
  backUp(primary: OwnPostgres): Promise<void>;
  /**
   * Restores to the moment in a folder that does not exist yet, and returns settings for the start.
   * Without a moment, it restores the base backup alone, as it was copied.
   */
  restore(cluster: string, moment: string | undefined): Promise<Settings>;
}

export type ToolName = "pg_basebackup" | "pgBackRest";

const needed: Record<ToolName, { file: string; package: string }[]> = {
  pg_basebackup: [{ file: join(programs, "pg_amcheck"), package: "postgresql-15" }],
  pgBackRest: [
    { file: join(programs, "pg_amcheck"), package: "postgresql-15" },
    { file: "/usr/bin/pgbackrest", package: "pgbackrest" },
  ],
};

/** What is missing to run this here, as a sentence; undefined if nothing is. */
export function missingFor(tool: ToolName): string | undefined {
  const missing = needed[tool].filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return undefined;
  return `It needs Debian's packages ${missing.map((one) => one.package).join(" and ")}.`;
}

/** A new folder outside the cluster, in which backups and archived files stay. */
export function makeBackupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slacky-backup-"));
  if (serverUser) chownSync(folder, serverUser.uid, serverUser.gid);
  return folder;
}

export function openTool(name: ToolName, folder: string): BackupTool {
  return name === "pg_basebackup" ? baseBackup(folder) : pgBackRest(folder);
}

function baseBackup(folder: string): BackupTool {
  const archive = join(folder, "archive");
  const base = join(folder, "base");
  makeFolder(archive);
  return {
    settings: {
      archive_mode: "on",
      archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/.%f && mv ${archive}/.%f ${archive}/%f`,
    },
    hba: [],
    async backUp(primary) {
      const url = primary.url("postgres");
      await runProgram("pg_basebackup", ["-D", base, "-d", url, "-c", "fast", "-X", "stream"]);
      await runProgram("pg_verifybackup", [base]);
    },
    async restore(cluster, moment) {
      makeFolder(cluster);
      await run("cp", ["-a", `${base}/.`, cluster]);
      if (moment === undefined) return {};
      writeServerFile(join(cluster, "recovery.signal"), "");
      return { ...targetOf(moment), restore_command: `cp ${archive}/%f %p` };
    },
  };
}

function pgBackRest(folder: string): BackupTool {
  const config = join(folder, "pgbackrest.conf");
  const command = ["/usr/bin/pgbackrest", `--config=${config}`, "--stanza=slacky"].join(" ");
  const use = (...args: string[]) => run("sh", ["-c", [command, ...args].join(" ")]);
  return {
    settings: {
      archive_mode: "on",
      archive_command: `${command} archive-push %p`,
      // It speaks to PostgreSQL by a socket only.
      unix_socket_directories: folder,
    },
    hba: ["local all postgres trust"],
    async backUp(primary) {
      writeFileSync(config, configOf(folder, primary));
      await use("stanza-create");
      await use("check");
      await use("backup", "--type=full", "--start-fast");
      await use("verify");
    },
    async restore(cluster, moment) {
      makeFolder(cluster);
      const target = moment
        ? ["--type=time", `--target='${moment}'`, "--target-action=promote"]
        : ["--type=none"];
      await use("restore", `--pg1-path=${cluster}`, ...target);
      return {};
    },
  };
}

function configOf(folder: string, { cluster, port }: OwnPostgres): string {
  return [
    "[global]",
    `repo1-path=${folder}/repo`,
    "repo1-retention-full=2",
    `log-path=${folder}`,
    `lock-path=${folder}/lock`,
    `spool-path=${folder}/spool`,
    "log-level-console=warn",
    "[slacky]",
    `pg1-path=${cluster}`,
    `pg1-port=${port}`,
    `pg1-socket-path=${folder}`,
    "pg1-user=postgres",
    "",
  ].join("\n");
}

function targetOf(moment: string): Settings {
  return { recovery_target_time: moment, recovery_target_action: "promote" };
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  if (serverUser) chownSync(folder, serverUser.uid, serverUser.gid);
}

/** Runs one of PostgreSQL's programs, and throws if it fails. */
export async function runProgram(name: string, args: string[]): Promise<string> {
  return await run(join(programs, name), args);
}

/** As the user that PostgreSQL runs as. */
async function run(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
    ...serverUser,
  });
  const [[code], output, errors] = await Promise.all([
    once(child, "close") as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}:\n${output}${errors}`);
  return output + errors;
}

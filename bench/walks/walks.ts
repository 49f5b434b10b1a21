import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../dev/data-dir.ts";
import { freePort } from "../../dev/ports.ts";
import { createPool } from "../../src/db/pool.ts";
import { openConnection } from "../load/connection.ts";
import { table, whole } from "../report/table.ts";
import type { Urls } from "../stage/database.ts";
import { logFile } from "../stage/folder.ts";
import { createTokens, environmentOf } from "../stage/service.ts";
import { findPlaces, type World, worldOf } from "../stage/world.ts";
import { createInOne } from "../workloads/writes.ts";
import type { CalledFunction } from "./covered-server.ts";

/** A file of src/, and how many of its functions one request calls. */
export interface WalkedFile {
  file: string;
  functions: number;
  lines: number;
}

/**
 * The files of src/ in which a function is called between request and response of a `POST tickets` with an
 * Idempotency-Key. It is the second of the process: the first one opens connections and prepares statements.
 * The database must have the tickets of a seed.
 */
export async function walkCreation(
  urls: Pick<Urls, "databaseUrl">,
  folder: string,
): Promise<WalkedFile[]> {
  const world = await findWorld(urls);
  const port = await freePort();
  const child = startCoveredServer(environmentOf(urls, folder, port), logFile(folder, "walks"));
  try {
    await nextMessage(child);
    const connection = await openConnection(port, createInOne.expected);
    const nextRequest = createInOne.requests(world, { index: 0, count: 1 });
    const takeCalled = async (): Promise<CalledFunction[]> => {
      child.send("take");
      return (await nextMessage(child)) as CalledFunction[];
    };
    const create = async () => {
      const { status, text } = await connection.send(nextRequest());
      if (status !== 201) throw new Error(`POST tickets was answered with ${status} ${text}`);
    };
    await create();
    await takeCalled();
    await create();
    const called = await takeCalled();
    connection.close();
    return filesOf(called);
  } finally {
    if (child.connected) child.disconnect();
    if (child.exitCode === null) await once(child, "exit");
  }
}

export function printedWalk(files: readonly WalkedFile[]): string {
  const sum = (count: (file: WalkedFile) => number) =>
    files.reduce((all, one) => all + count(one), 0);
  const total = [
    `${files.length} files`,
    whole(sum(({ functions }) => functions)),
    whole(sum(({ lines }) => lines)),
  ];
  const rows = files.map(({ file, functions, lines }) => [file, whole(functions), whole(lines)]);
  return [
    "Files in which the second POST tickets of a process, with an Idempotency-Key, calls a function:",
    "",
    table(["", "functions", "lines"], [...rows, total]),
  ].join("\n");
}

async function findWorld({ databaseUrl }: Pick<Urls, "databaseUrl">): Promise<World> {
  const db = createPool(databaseUrl, { size: 1 });
  try {
    const places = await findPlaces(db);
    return worldOf({ places, deep_cursor: "", feed_after: 0, logins: [] }, createTokens(), "big");
  } finally {
    await db.close();
  }
}

function startCoveredServer(env: Record<string, string>, file: string): ChildProcess {
  const log = openSync(file, "w");
  const child = fork(join(import.meta.dirname, "covered-server.ts"), {
    env,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  return child;
}

/** Fails where the server ends instead of answering. */
async function nextMessage(child: ChildProcess): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const end = () => reject(new Error("The covered server has ended; its log says why."));
    child.once("exit", end).once("message", (message) => {
      child.off("exit", end);
      resolve(message);
    });
  });
}

function filesOf(called: readonly CalledFunction[]): WalkedFile[] {
  const functions = new Map<string, number>();
  for (const { file } of called) functions.set(file, (functions.get(file) ?? 0) + 1);
  return [...functions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, count]) => ({ file, functions: count, lines: linesOf(file) }));
}

function linesOf(file: string): number {
  return readFileSync(join(checkout, file), "utf8").split("\n").length - 1;
}

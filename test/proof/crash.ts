import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../support/locks.ts";
import { type OnRecord, untilOnRecord } from "./on-record.ts";
import { type Client, givenHost, ready, signedIn, start } from "./server.ts";

export interface Crash extends OnRecord {
  /** Writes whose response was a success. */
  acknowledged: number;
  /** Writes without a response: they may have taken effect or not. */
  in_doubt: number;
  /** Acknowledged writes whose rows are missing or different afterwards. */
  lost: number;
  /** Tickets whose status is not the last one in their history. */
  without_history: number;
  /** From the kill until the first 200 of `/readyz`. */
  ready_after_ms: number;
}

const WRITERS = 8;

/**
 * Runs `slacky start` with its own database, kills the server or PostgreSQL with SIGKILL while writers
 * create and move tickets, restarts what does not restart by itself, and checks every ticket, the feed and
 * the audit log.
 */
export async function proveCrash({
  writes,
  victim,
}: {
  writes: number;
  victim: "server" | "postgres";
}): Promise<Crash> {
  const dataDir = mkdtempSync(join(tmpdir(), "slacky-crash-"));
  chmodSync(dataDir, 0o711);
  const host = await givenHost(dataDir);
  let server = start(host);
  try {
    const client = await signedIn(host);
    const written = writeUntilDown(client, writes);
    await until(() => written.acknowledged.size >= writes / 2);

    const killedAt = Date.now();
    if (victim === "server") {
      server.kill("SIGKILL");
      await once(server, "exit");
      await written.done;
      server = start(host);
    } else {
      process.kill(postmasterPid(dataDir), "SIGKILL");
    }
    await ready(host);
    const readyAt = Date.now();
    await written.done;
    const onRecord = await untilOnRecord(client, writesOf(written), { readyAt });
    return {
      ...(await checkOutcome(client, written)),
      ready_after_ms: readyAt - killedAt,
      ...onRecord,
    };
  } finally {
    server.kill("SIGTERM");
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Written {
  /** The status that each ticket was last acknowledged in. */
  acknowledged: Map<string, string>;
  count: number;
  in_doubt: number;
  done: Promise<unknown>;
}

/** Each writer creates tickets and moves each once, until enough was written or the server stops responding. */
function writeUntilDown({ send, workspacePath, project }: Client, writes: number): Written {
  const written: Written = {
    acknowledged: new Map(),
    count: 0,
    in_doubt: 0,
    done: Promise.resolve(),
  };
  const writer = async () => {
    while (written.count < writes) {
      try {
        const made = await send("POST", `${workspacePath}/projects/${project}/tickets`, {
          title: "A write",
        });
        if (made.status !== 201) throw new Error(String(made.status));
        written.acknowledged.set(made.body.id, "open");
        const moved = await send("POST", `${workspacePath}/tickets/${made.body.id}/transitions`, {
          to: "in_progress",
        });
        if (moved.status !== 200) throw new Error(String(moved.status));
        written.acknowledged.set(made.body.id, "in_progress");
        written.count += 2;
      } catch {
        written.in_doubt += 1;
        return;
      }
    }
  };
  written.done = Promise.all(Array.from({ length: WRITERS }, writer));
  return written;
}

/** The acknowledged writes, by the names that the feed and the audit log use. */
function writesOf({ acknowledged }: Written): string[] {
  return [...acknowledged].flatMap(([id, status]) => [
    `ticket.created ${id}`,
    ...(status === "in_progress" ? [`ticket.transitioned ${id}`] : []),
  ]);
}

async function checkOutcome({ send, workspacePath }: Client, { acknowledged, in_doubt }: Written) {
  let lost = 0;
  let without_history = 0;
  for (const [id, status] of acknowledged) {
    const ticket = await send("GET", `${workspacePath}/tickets/${id}`);
    const history = await send("GET", `${workspacePath}/tickets/${id}/history`);
    // A transition without a response may have taken effect.
    const isThere = ticket.status === 200 && (ticket.body.status === status || status === "open");
    if (!isThere) lost += 1;
    if (history.body?.data?.at(-1)?.to_status !== ticket.body.status) without_history += 1;
  }
  const moves = [...acknowledged.values()].filter((status) => status === "in_progress").length;
  return { acknowledged: acknowledged.size + moves, in_doubt, lost, without_history };
}

function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

import { spawn } from "node:child_process";
import { randomUUIDv7 } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { appendToAudit } from "../../src/audit/on-event.ts";
import { transaction } from "../../src/db/transaction.ts";
import type { OutboxEntry } from "../../src/events/relay/queries.ts";
import { startApi, type TestApi } from "../support/api.ts";

export interface AuditProof {
  records: number;
  append_seconds: number;
  /** The output of `slacky audit verify`. */
  verified: number;
  bad: number;
  verify_seconds: number;
  /** The peak memory of the command, including Node.js itself. */
  peak_mib: number;
  over_512_mib: number;
}

const BATCH = 500;
const checkout = resolve(import.meta.dirname, "../..");

/** Appends this many records to one chain, as the relay does, and has the command verify them. */
export async function proveAudit({ records }: { records: number }): Promise<AuditProof> {
  const api = await startApi();
  try {
    const workspace_id = randomUUIDv7();
    const appending = Date.now();
    for (let position = 0; position < records; position += BATCH) {
      const length = Math.min(BATCH, records - position);
      const rows = Array.from({ length }, (_, n) => rowAt(workspace_id, position + n));
      await transaction(api.db, (tx) => appendToAudit(tx, rows));
    }
    const append_seconds = secondsSince(appending);

    const verifying = Date.now();
    const { code, said, peak_mib } = await runVerify(api, workspace_id);
    return {
      records,
      append_seconds,
      verified: Number(/: (\d+) records/.exec(said)?.[1]),
      bad: code === 0 ? 0 : 1,
      verify_seconds: secondsSince(verifying),
      peak_mib,
      over_512_mib: peak_mib > 512 ? 1 : 0,
    };
  } finally {
    await api.close();
  }
}

function rowAt(workspace_id: string, position: number): OutboxEntry {
  const id = randomUUIDv7();
  return {
    position,
    id,
    kind: "feed",
    type: "ticket.transitioned",
    outcome: "success",
    workspace_id,
    actor_id: id,
    subject_type: "ticket",
    subject_id: id,
    ticket_id: id,
    data: {
      key: `ENG-${position}`,
      project_id: workspace_id,
      version: 2,
      changes: { status: { from: "open", to: "in_progress" } },
    },
    personal: {},
    address: "192.0.2.1",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    token: null,
    request_id: id,
    occurred_at: new Date(Date.UTC(2026, 0, 1) + position).toISOString().replace("Z", "000Z"),
  };
}

async function runVerify({ instance: { config } }: TestApi, workspace_id: string) {
  const args = ["bin/slacky.ts", "audit", "verify", "--workspace", workspace_id];
  const command = spawn(process.execPath, args, {
    cwd: checkout,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: config.databaseUrl,
      JWT_SECRETS: config.jwtSecrets.join(),
      SLACKY_SECRET: config.slackySecret,
    },
  });
  let peak_mib = 0;
  const looking = setInterval(() => {
    peak_mib = peakOf(command.pid) ?? peak_mib;
  }, 20);
  const [[code], said] = await Promise.all([once(command, "close"), text(command.stdout)]);
  clearInterval(looking);
  return { code, said, peak_mib };
}

/** Undefined once the process has ended. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

function secondsSince(moment: number): number {
  return Math.round((Date.now() - moment) / 100) / 10;
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./server.ts";

export interface OnRecord {
  /** Acknowledged writes that are not in the feed, or not in the audit log, five seconds after the restart. */
  late_in_feed: number;
  late_in_audit: number;
  /** Writes that are in either more than once. */
  twice: number;
  /** The time from the restart until every write was in both. */
  recorded_after_ms: number;
}

const TIMEOUT_MS = 5_000;

/** Waits up to five seconds until the feed and the audit log have all these writes (`ticket.created <id>`). */
export async function untilOnRecord(
  client: Client,
  writes: readonly string[],
  { readyAt }: { readyAt: number },
): Promise<OnRecord> {
  for (;;) {
    const [feed, audit] = [await readFeed(client), await readAudit(client)];
    const looked = Date.now() - readyAt;
    const [late_in_feed, late_in_audit] = [countMissing(writes, feed), countMissing(writes, audit)];
    if (late_in_feed + late_in_audit === 0 || looked > TIMEOUT_MS) {
      const twice = countRepeated(feed) + countRepeated(audit);
      return { late_in_feed, late_in_audit, twice, recorded_after_ms: looked };
    }
    await sleep(20);
  }
}

async function readFeed({ send, workspacePath }: Client): Promise<string[]> {
  const published: string[] = [];
  for (let after = 0; ; ) {
    const { status, body } = await send("GET", `${workspacePath}/events?after=${after}&limit=100`);
    if (status !== 200 || body.data.length === 0) return published;
    for (const { type, ticket_id } of body.data)
      if (ticket_id) published.push(`${type} ${ticket_id}`);
    after = body.data.at(-1).sequence;
  }
}

async function readAudit({ send, workspacePath }: Client): Promise<string[]> {
  const recorded: string[] = [];
  for (let cursor = ""; ; ) {
    const { status, body } = await send("GET", `${workspacePath}/audit?limit=100${cursor}`);
    if (status !== 200) return recorded;
    for (const { action, subject_id, outcome } of body.data) {
      if (outcome === "success") recorded.push(`${action} ${subject_id}`);
    }
    if (body.next_cursor === null) return recorded;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}

function countMissing(writes: readonly string[], found: readonly string[]): number {
  const there = new Set(found);
  return writes.filter((write) => !there.has(write)).length;
}

/** Each writer creates a ticket once and moves it once; entries of the workspace itself may repeat. */
function countRepeated(found: readonly string[]): number {
  const ofTickets = found.filter((one) => one.startsWith("ticket."));
  return ofTickets.length - new Set(ofTickets).size;
}

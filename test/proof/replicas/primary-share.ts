import { Position } from "../../../client/position.ts";
import { startWithReplica, type WithReplica } from "../../replicas/start.ts";
import type { As } from "../../support/api.ts";
import { givenServiceAccount, givenTicket } from "../../support/given.ts";

const READS_PER_WRITE = 10;

export interface PrimaryShare {
  failed: number;
  /** Of the statements while reads ran, those on the primary, with its own polls. */
  primary_percent: number;
  below_a_tenth: number;
  /** The control: the same reads without a position. */
  primary_percent_without_position: number;
  control_is_red: number;
}

/** A person and an API token read, and write before every tenth read. The replica follows. */
export async function provePrimaryShare(reads: number): Promise<PrimaryShare> {
  const place = await startWithReplica();
  try {
    const callers = [place.world.member, await givenServiceAccount(place.api, place.world)];
    const { id } = await givenTicket(place.api, place.world);
    const path = `${place.world.workspacePath}/tickets/${id}`;
    await place.ready();
    const own = { failed: 0, primary: 0, replica: 0 };
    const control = { failed: 0, primary: 0, replica: 0 };
    for (const caller of callers) {
      const reading = { caller, path, reads: reads / callers.length };
      await readAndWrite(place, { ...reading, position: new Position(), counts: own });
      await readAndWrite(place, { ...reading, position: undefined, counts: control });
    }
    const primary_percent = percentOf(own);
    const primary_percent_without_position = percentOf(control);
    return {
      failed: own.failed + control.failed,
      primary_percent,
      below_a_tenth: primary_percent < 10 ? 1 : 0,
      primary_percent_without_position,
      control_is_red: primary_percent_without_position === 100 ? 1 : 0,
    };
  } finally {
    await place.close();
  }
}

interface Reading {
  caller: As;
  path: string;
  reads: number;
  /** What the caller knows; without it, reads are sent with none. */
  position: Position | undefined;
  counts: { failed: number; primary: number; replica: number };
}

async function readAndWrite(
  { api, link, primaryLink }: WithReplica,
  { caller, path, reads, position, counts }: Reading,
): Promise<void> {
  for (let n = 1; n <= reads; n += 1) {
    if (n % READS_PER_WRITE === 0) {
      const written = await api.patch(caller, path, { title: `title ${n}` });
      position?.keep(written.headers.get("slacky-position"));
    }
    const sent = position?.current;
    const before = { primary: primaryLink.statements(), replica: link.statements() };
    const read = await api.get(caller, path, sent ? { "slacky-position": sent.text } : {});
    counts.primary += primaryLink.statements() - before.primary;
    counts.replica += link.statements() - before.replica;
    position?.keep(read.headers.get("slacky-position"), sent);
    if (read.status !== 200) counts.failed += 1;
  }
}

/** To a tenth of a percent. */
function percentOf({ primary, replica }: { primary: number; replica: number }): number {
  return Math.round((1_000 * primary) / (primary + replica)) / 10;
}

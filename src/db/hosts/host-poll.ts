import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Host } from "../connection/host.ts";
import type { HostState } from "./choose-primary.ts";

const PAUSE_MS = 500;
const TIMEOUT_MS = 700;
/** An answer that is younger is as good as a new one. */
const FRESH_MS = 50;

/** Asks one host again and again what it is, on a connection of its own. */
export interface HostPoll {
  /** Asks now, if it was not asked just before, and reports the answer before it resolves. */
  ask(): Promise<void>;
  close(): void;
}

/** Reports every answer; no answer within 700 ms is one, too. */
export function startHostPoll(host: Host, onState: (state: HostState) => void): HostPoll {
  const stop = new AbortController();
  let connection: PollConnection | undefined;
  let asking: Promise<void> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;

  const askOnce = async () => {
    askedAt = performance.now();
    try {
      connection ??= openConnection(host);
      const state = await connection.ask();
      if (!stop.signal.aborted) onState(state);
    } catch (error) {
      connection?.destroy();
      connection = undefined;
      if (!stop.signal.aborted) onState({ role: "silent", error });
    }
    asking = undefined;
  };
  const ask = async () => {
    if (!asking && performance.now() - askedAt < FRESH_MS) return;
    asking ??= askOnce();
    await asking;
  };
  const repeat = async () => {
    while (!stop.signal.aborted) {
      await ask();
      await sleep(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  void repeat();
  return {
    ask,
    close() {
      stop.abort();
      connection?.destroy();
    },
  };
}

interface PollConnection {
  ask(): Promise<HostState>;
  destroy(): void;
}

function openConnection(host: Host): PollConnection {
  const sockets: Socket[] = [];
  let isDestroyed = false;
  const destroy = () => {
    isDestroyed = true;
    for (const socket of sockets) socket.destroy();
  };
  const connected = host.open(async () => {
    if (isDestroyed) throw tooLate;
    const client = new pg.Client({
      ...host.options(),
      application_name: "slacky",
      stream: () => {
        const socket = new Socket();
        sockets.push(socket);
        return socket;
      },
    });
    // If the connection dies between two questions, the next one reports it.
    client.on("error", () => {});
    await client.connect();
    return client;
  });
  return {
    async ask() {
      const timer = setTimeout(destroy, TIMEOUT_MS);
      try {
        const client = await connected;
        const { rows } = await client.query<{ timeline: string | null }>(question);
        const [{ timeline } = { timeline: null }] = rows;
        if (timeline === null) return { role: "standby" };
        return { role: "primary", timeline: Number.parseInt(timeline, 16) };
      } catch (error) {
        throw isDestroyed ? tooLate : error;
      } finally {
        clearTimeout(timer);
      }
    },
    destroy,
  };
}

const tooLate = new Error("it does not respond");

/** The timeline is the first part of the name of the file to which a primary writes. */
const question = `
  select case when not pg_is_in_recovery()
              then substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
          end as timeline`;

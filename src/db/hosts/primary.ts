import { Socket } from "node:net";
import type pg from "pg";
import { ConnectError } from "../connection/connect-error.ts";
import { createHost, type Host } from "../connection/host.ts";
import { hostsOf } from "../database-url.ts";
import { messageOf } from "../failures.ts";
import { type ChosenPrimary, choosePrimary, type HostState } from "./choose-primary.ts";
import { type HostPoll, startHostPoll } from "./host-poll.ts";

/** The primary among several hosts, for as long as somebody uses it. */
export interface PrimaryUse {
  /** The driver's options for the next connection: it leads to the primary that is known. */
  options(): pg.ClientConfig;
  /**
   * Finds the primary and runs `connect`, which uses `options`. If that fails and another primary is
   * found, runs it once more. Throws ConnectError.
   */
  open<T>(connect: () => Promise<T>): Promise<T>;
  close(): void;
}

export interface PrimaryChange {
  from: string;
  to: string;
  timeline: number;
}

/**
 * Follows the primary of this address until `close()`. All who use the same address in a process
 * share what is found out, and never go back to a lower timeline.
 */
export function usePrimary(databaseUrl: string): PrimaryUse {
  const primary = primaryOf(databaseUrl);
  primary.enter();
  let isClosed = false;
  return {
    options: () => primary.options(),
    open: (connect) => primary.open(connect),
    close() {
      if (!isClosed) primary.leave();
      isClosed = true;
    },
  };
}

/** Calls `listen` whenever another host has become the primary. Returns what ends that. */
export function onPrimaryChange(
  databaseUrl: string,
  listen: (change: PrimaryChange) => void,
): () => void {
  const { listeners } = primaryOf(databaseUrl);
  listeners.add(listen);
  return () => void listeners.delete(listen);
}

const primaries = new Map<string, Primary>();

function primaryOf(databaseUrl: string): Primary {
  const primary = primaries.get(databaseUrl) ?? new Primary(hostsOf(databaseUrl).map(createHost));
  primaries.set(databaseUrl, primary);
  return primary;
}

class Primary {
  readonly listeners = new Set<(change: PrimaryChange) => void>();
  readonly #hosts: readonly Host[];
  readonly #sockets: ReadonlyMap<Host, Set<Socket>>;
  #states = new Map<Host, HostState>();
  #polls: HostPoll[] = [];
  #users = 0;
  #current: ChosenPrimary<Host> | undefined;
  /** The highest that this process has seen; stays when nobody uses it. */
  #timelineMin = 0;

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts;
    this.#sockets = new Map(hosts.map((host) => [host, new Set()]));
  }

  enter(): void {
    this.#users += 1;
    if (this.#users > 1) return;
    this.#polls = this.#hosts.map((host) =>
      startHostPoll(host, (state) => this.#noteState(host, state)),
    );
  }

  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    for (const poll of this.#polls) poll.close();
    this.#polls = [];
    this.#states = new Map();
    this.#current = undefined;
  }

  options(): pg.ClientConfig {
    const host = this.#current?.host ?? (this.#hosts[0] as Host);
    return { ...host.options(), stream: () => this.#openSocket(host) };
  }

  async open<T>(connect: () => Promise<T>): Promise<T> {
    const first = await this.#find();
    try {
      return await first.open(connect);
    } catch (error) {
      await this.#askAll();
      const second = await this.#find();
      if (second === first) throw error;
      return await second.open(connect);
    }
  }

  async #find(): Promise<Host> {
    if (!this.#current) await this.#askAll();
    if (this.#current) return this.#current.host;
    const found = this.#hosts.map((host) => `${host.name}: ${describe(this.#states.get(host))}`);
    throw new ConnectError(new Error(`none of the hosts is the primary: ${found.join("; ")}`));
  }

  async #askAll(): Promise<void> {
    await Promise.all(this.#polls.map((poll) => poll.ask()));
  }

  #noteState(host: Host, state: HostState): void {
    this.#states.set(host, state);
    // The first choice needs all answers: a former primary may be the first to respond.
    if (!this.#current && this.#states.size < this.#hosts.length) return;
    const last = this.#current;
    const states = new Map(this.#hosts.map((each) => [each, this.#states.get(each) ?? notAsked]));
    const chosen = choosePrimary(states, { last, timelineMin: this.#timelineMin });
    if (!chosen) return;
    this.#current = chosen;
    this.#timelineMin = chosen.timeline;
    if (!last || last.host === chosen.host) return;
    this.#endOthers(chosen.host);
    const change = { from: last.host.name, to: chosen.host.name, timeline: chosen.timeline };
    for (const listen of this.listeners) listen(change);
  }

  /** Requests that wait for a former primary fail at once. */
  #endOthers(primary: Host): void {
    for (const [host, sockets] of this.#sockets) {
      if (host === primary) continue;
      for (const socket of sockets) socket.destroy();
    }
  }

  #openSocket(host: Host): Socket {
    const socket = new Socket();
    const sockets = this.#sockets.get(host);
    sockets?.add(socket);
    return socket.once("close", () => void sockets?.delete(socket));
  }
}

const notAsked = { role: "silent", error: new Error("it was not asked yet") } as const;

function describe(state: HostState = notAsked): string {
  if (state.role === "silent") {
    return messageOf(state.error instanceof ConnectError ? state.error.cause : state.error);
  }
  return state.role === "standby" ? "a standby" : `a former primary, of timeline ${state.timeline}`;
}

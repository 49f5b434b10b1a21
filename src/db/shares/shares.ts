import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import type { TimeAccount, TimeAccounts } from "./time-accounts.ts";

/** Who uses a connection: a user, or an IP address that is not signed in; and for which workspace. */
export interface Owner {
  caller: string;
  workspace?: string | undefined;
}

/** A place among the connections of a pool, from `take` to `giveBack`. */
export interface Place {
  readonly caller: Party;
  readonly workspace: Party | undefined;
  readonly takenAt: number;
}

/** A caller or workspace that uses or waits for connections of this pool. */
interface Party {
  readonly id: string;
  readonly account: TimeAccount;
  /** The number of its requests that have a place or wait for one. */
  requests: number;
  taken: number;
  /** A caller's requests that wait, in order. */
  waiting: Waiting[];
}

interface Waiting {
  readonly workspace: Party | undefined;
  readonly grant: (place: Place) => void;
}

const WAIT_MS = limits.connection_wait_seconds * 1_000;

/**
 * Shares the connections of a pool among callers and workspaces. Each has a limit, which is lower
 * while it has used more time than it may, because a statement in progress cannot be interrupted to
 * let others pass. Of those who wait, the caller who used the least time is next, with its oldest
 * request that its workspace has a place for.
 */
export class Shares {
  readonly #size: number;
  readonly #accounts: TimeAccounts;
  readonly #callers = new Map<string, Party>();
  readonly #workspaces = new Map<string, Party>();
  readonly #waiting = new Set<Party>();
  #taken = 0;

  /** `size` is the number of connections that are shared. */
  constructor(size: number, accounts: TimeAccounts) {
    this.#size = size;
    this.#accounts = accounts;
  }

  /** How many requests wait for a place. */
  get waitingCount(): number {
    let count = 0;
    for (const { waiting } of this.#waiting) count += waiting.length;
    return count;
  }

  /**
   * Takes a place, or waits for one up to five seconds. Throws `rate_limited` then, and at once if
   * too many requests of this caller wait.
   */
  take({ caller: caller_id, workspace: workspace_id }: Owner): Place | Promise<Place> {
    const now = this.#accounts.now();
    const caller = this.#callers.get(caller_id) ?? this.#enterCaller(caller_id, now);
    const workspace =
      workspace_id === undefined
        ? undefined
        : (this.#workspaces.get(workspace_id) ?? this.#enterWorkspace(workspace_id, now));
    caller.requests += 1;
    caller.account.noteUse(now);
    if (workspace) {
      workspace.requests += 1;
      workspace.account.noteUse(now);
    }
    if (this.#taken < this.#size && hasPlace(caller, now) && hasPlace(workspace, now)) {
      return this.#place(caller, workspace, now);
    }
    return this.#wait(caller, workspace);
  }

  giveBack({ caller, workspace, takenAt }: Place): void {
    const now = this.#accounts.now();
    this.#taken -= 1;
    caller.taken -= 1;
    caller.account.charge(now - takenAt, now);
    if (workspace) {
      workspace.taken -= 1;
      workspace.account.charge(now - takenAt, now);
    }
    this.#leave(caller, workspace);
    if (this.#waiting.size > 0) this.#serve(now);
  }

  #enterCaller(id: string, now: number): Party {
    const party = toParty(id, this.#accounts.ofCaller(id, now));
    this.#callers.set(id, party);
    return party;
  }

  #enterWorkspace(id: string, now: number): Party {
    const party = toParty(id, this.#accounts.ofWorkspace(id, now));
    this.#workspaces.set(id, party);
    return party;
  }

  /** Ends a request. Parties without requests are forgotten; their accounts stay. */
  #leave(caller: Party, workspace: Party | undefined): void {
    caller.requests -= 1;
    if (caller.requests === 0) this.#callers.delete(caller.id);
    if (!workspace) return;
    workspace.requests -= 1;
    if (workspace.requests === 0) this.#workspaces.delete(workspace.id);
  }

  #place(caller: Party, workspace: Party | undefined, now: number): Place {
    this.#taken += 1;
    caller.taken += 1;
    if (workspace) workspace.taken += 1;
    this.#accounts.noteTurn(caller.account);
    return { caller, workspace, takenAt: now };
  }

  async #wait(caller: Party, workspace: Party | undefined): Promise<Place> {
    if (caller.waiting.length >= limits.connections_awaited_by_caller) {
      this.#leave(caller, workspace);
      throw tooManyRequests();
    }
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    const request = { workspace, grant: resolve };
    caller.waiting.push(request);
    this.#waiting.add(caller);
    const timer = setTimeout(() => {
      this.#stopWaiting(caller, request);
      this.#leave(caller, workspace);
      reject(tooManyRequests());
    }, WAIT_MS);
    return await promise.finally(() => clearTimeout(timer));
  }

  #stopWaiting(caller: Party, request: Waiting): void {
    caller.waiting.splice(caller.waiting.indexOf(request), 1);
    if (caller.waiting.length === 0) this.#waiting.delete(caller);
  }

  /** Gives free places to those who wait. */
  #serve(now: number): void {
    while (this.#taken < this.#size) {
      const next = this.#findNext(now);
      if (!next) return;
      const { caller, request } = next;
      this.#stopWaiting(caller, request);
      request.grant(this.#place(caller, request.workspace, now));
    }
  }

  #findNext(now: number): { caller: Party; request: Waiting } | undefined {
    let next: { caller: Party; request: Waiting } | undefined;
    for (const caller of this.#waiting) {
      if (next && next.caller.account.used_ms <= caller.account.used_ms) continue;
      if (!hasPlace(caller, now)) continue;
      const request = caller.waiting.find(({ workspace }) => hasPlace(workspace, now));
      if (request) next = { caller, request };
    }
    return next;
  }
}

function hasPlace(party: Party | undefined, now: number): boolean {
  return !party || party.taken < party.account.connectionsAt(now);
}

function toParty(id: string, account: TimeAccount): Party {
  return { id, account, requests: 0, taken: 0, waiting: [] };
}

function tooManyRequests(): Problem {
  return new Problem(
    "rate_limited",
    "Too many of your requests, or of your workspace's, are using the database. Try again in 1 s.",
    { retry_after: 1 },
  );
}

import { limits } from "../../limits.ts";

/** How many connections an owner may use at once, and how much time of connections. */
export interface Share {
  connections: number;
  /** The number while more time is used than the owner may use. */
  connections_overspent: number;
  /** The time that may be used at once, in milliseconds. */
  burst_ms: number;
  /** The time that is added in every second, in milliseconds. */
  refill_ms: number;
}

/** Debts of time are limited to what a minute refills: a long export must not slow its caller for hours. */
const FORGIVEN_S = 60;
const SWEEP_AT = 1_000;
/** For how long somebody who used a connection counts as somebody whom others could hold up. */
const RECENT_MS = 60_000;

/** The time for which one caller or workspace has used connections. */
export class TimeAccount {
  /** All of it, by which callers that wait are ordered. */
  used_ms: number;
  readonly #share: Share;
  readonly #users: RecentUsers;
  #left_ms: number;
  #at: number;

  constructor(
    share: Share,
    { users, used_ms, now }: { users: RecentUsers; used_ms: number; now: number },
  ) {
    this.used_ms = used_ms;
    this.#share = share;
    this.#users = users;
    this.#left_ms = share.burst_ms;
    this.#at = now;
  }

  charge(ms: number, now: number): void {
    this.used_ms += ms;
    this.#left_ms = Math.max(this.#leftAt(now) - ms, -FORGIVEN_S * this.#share.refill_ms);
    this.#at = now;
  }

  /** Notes that the owner uses or waits for connections. */
  noteUse(now: number): void {
    this.#users.note(this, now);
  }

  /**
   * How many connections the owner may use now. Without anybody else to hold up, time that was
   * used beyond the budget costs nothing: most installations have one busy workspace.
   */
  connectionsAt(now: number): number {
    const { connections, connections_overspent } = this.#share;
    const isOverspent = this.#leftAt(now) < 0 && this.#users.hasOther(this, now);
    return isOverspent ? connections_overspent : connections;
  }

  /** Whether it says the same as a new account. */
  isFullAt(now: number): boolean {
    return this.#leftAt(now) === this.#share.burst_ms;
  }

  #leftAt(now: number): number {
    const { burst_ms, refill_ms } = this.#share;
    return Math.min(burst_ms, this.#left_ms + ((now - this.#at) / 1_000) * refill_ms);
  }
}

/** The last two accounts in use: enough to know whether there is another than a given one. */
class RecentUsers {
  #last: Use | undefined;
  #before: Use | undefined;

  note(account: TimeAccount, now: number): void {
    if (this.#last?.account === account) {
      this.#last.at = now;
      return;
    }
    this.#before = this.#last;
    this.#last = { account, at: now };
  }

  hasOther(account: TimeAccount, now: number): boolean {
    const other = this.#last?.account === account ? this.#before : this.#last;
    return other !== undefined && now - other.at < RECENT_MS;
  }
}

interface Use {
  readonly account: TimeAccount;
  at: number;
}

/** The accounts of all callers and workspaces of a process. All its pools have them in common. */
export class TimeAccounts {
  /** The monotonic time in milliseconds. */
  readonly now: () => number;
  readonly #callers = new Map<string, TimeAccount>();
  readonly #workspaces = new Map<string, TimeAccount>();
  readonly #recentCallers = new RecentUsers();
  readonly #recentWorkspaces = new RecentUsers();
  #start_ms = 0;
  #sweepAt = SWEEP_AT;

  constructor(now = () => performance.now()) {
    this.now = now;
  }

  /**
   * The account of a caller that begins to use or wait for connections. Its used time is at least
   * that of the last one that got a connection: being idle earns no precedence.
   */
  ofCaller(id: string, now: number): TimeAccount {
    const account = this.#find(this.#callers, id, {
      share: limits.share_of_caller,
      users: this.#recentCallers,
      now,
    });
    account.used_ms = Math.max(account.used_ms, this.#start_ms);
    return account;
  }

  ofWorkspace(id: string, now: number): TimeAccount {
    return this.#find(this.#workspaces, id, {
      share: limits.share_of_workspace,
      users: this.#recentWorkspaces,
      now,
    });
  }

  /** Notes that a caller with this used time got a connection. */
  noteTurn({ used_ms }: TimeAccount): void {
    this.#start_ms = Math.max(this.#start_ms, used_ms);
  }

  #find(
    accounts: Map<string, TimeAccount>,
    id: string,
    { share, users, now }: { share: Share; users: RecentUsers; now: number },
  ): TimeAccount {
    const found = accounts.get(id);
    if (found) return found;
    this.#sweep(now);
    const account = new TimeAccount(share, { users, used_ms: this.#start_ms, now });
    accounts.set(id, account);
    return account;
  }

  #sweep(now: number): void {
    if (this.#callers.size + this.#workspaces.size < this.#sweepAt) return;
    for (const accounts of [this.#callers, this.#workspaces]) {
      for (const [id, account] of accounts) if (account.isFullAt(now)) accounts.delete(id);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * (this.#callers.size + this.#workspaces.size));
  }
}

import { Problem } from "../../problems.ts";
import type { Db, Queryable, RowsOfEach } from "../pool.ts";
import type { Owner } from "../shares/shares.ts";
import type { Sql } from "../sql.ts";
import { formatPosition, hashOfHistory, unknownPosition } from "./position.ts";
import { type Least, type Replica, ReplicaBehind, ShareUsedUp } from "./replica.ts";
import type { Replicas } from "./replicas.ts";

/** How long a replica has to answer a request. Then the primary is asked. */
const REPLICA_MS = 300;

/** Where one request reads, and which position its answer carries. */
export class Routing {
  readonly #replicas: Replicas;
  readonly #sent: string | undefined;
  readonly #isRead: boolean;
  #wantsReplica: boolean;
  #replica: Replica | undefined;
  #deadline: number | undefined;
  #position: string | undefined;
  #committedAt: number | undefined;
  #reportsCommits = false;

  constructor(
    replicas: Replicas,
    {
      sent,
      isRead,
      wantsReplica,
    }: { sent: string | undefined; isRead: boolean; wantsReplica: boolean },
  ) {
    this.#replicas = replicas;
    this.#sent = sent;
    this.#isRead = isRead;
    this.#wantsReplica = wantsReplica;
  }

  /**
   * Runs a read on a replica. Undefined if none may be used, or if the read failed there or was
   * refused there, because a replica may not know a new member or session yet: then the caller runs
   * it on the primary. A request that has needed the primary once stays there.
   */
  async onReplica<T>(
    owner: Owner,
    read: (db: Queryable) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const least = this.#wantsReplica ? this.#replicas.least(this.#sent) : undefined;
    const replica = least && (this.#replica ?? this.#replicas.take());
    if (!least || !replica) {
      this.#wantsReplica = false;
      return undefined;
    }
    this.#replica = replica;
    this.#deadline ??= performance.now() + REPLICA_MS;
    const db = new ReplicaReads(replica, { least, owner, deadline: this.#deadline });
    try {
      const result = await read(db);
      if (result !== undefined) {
        this.#position = formatPosition({ h: hashOfHistory(least.history), l: db.replayed });
        this.#replicas.noteReplayed(replica, db.replayed);
        this.#replicas.counts.countReplicaRead(replica.name, "served");
        return result;
      }
      this.#replicas.counts.countReplicaRead(replica.name, "refused");
    } catch (error) {
      this.#replicas.counts.countReplicaRead(replica.name, outcomeOf(error));
    }
    this.#wantsReplica = false;
    return undefined;
  }

  /** The pool of the primary, which reports the position if the answer carries one. */
  onPrimary(db: Db): Db {
    const isCarried = !this.#isRead || this.#sent !== undefined;
    if (!isCarried || !this.#replicas.isKnown) return db;
    this.#reportsCommits = true;
    return db.reportingTo((position) => {
      this.#position = position && this.#replicas.textOf(position);
      if (!this.#isRead) this.#committedAt = performance.now();
    });
  }

  countRead(): void {
    if (!this.#isRead) return;
    this.#replicas.counts.countRead(this.#wantsReplica && this.#replica ? "replica" : "primary");
  }

  /**
   * The header of an answer; undefined if it has none. Of a write that failed, it is not known what
   * the client has seen of the state, so the next read goes to the primary.
   */
  headerOf({ isError }: { isError: boolean }): string | undefined {
    if (this.#isRead) return this.#sent === undefined ? undefined : this.#position;
    return isError ? unknownPosition : (this.#position ?? unknownPosition);
  }

  /** Whether the request has changed anything. A process that has just started does not know. */
  get mayHaveCommitted(): boolean {
    return this.#committedAt !== undefined || !this.#reportsCommits;
  }

  /** Waits until no replica that may be used shows what was before the request's commit. */
  async untilReplayed(): Promise<void> {
    const committedAt = this.#committedAt ?? performance.now();
    await this.#replicas.untilReplayed(this.#position, { committedAt });
  }
}

function outcomeOf(error: unknown): "behind" | "refused" | "failed" {
  if (error instanceof ReplicaBehind) return "behind";
  return error instanceof Problem || error instanceof ShareUsedUp ? "refused" : "failed";
}

/** The statements of one read on a replica. Each batch has the guard. */
class ReplicaReads implements Queryable {
  readonly #replica: Replica;
  readonly #request: { least: Least; owner: Owner; deadline: number };
  /** The LSN up to which the last batch has seen everything, as 16 hex digits. */
  replayed = "0".repeat(16);

  constructor(replica: Replica, request: { least: Least; owner: Owner; deadline: number }) {
    this.#replica = replica;
    this.#request = request;
  }

  async query<Row>(statement: Sql<Row>): Promise<Row[]> {
    return (await this.batch([statement]))[0] as Row[];
  }

  async batch<const Statements extends readonly Sql<unknown>[]>(
    statements: Statements,
  ): Promise<RowsOfEach<Statements>> {
    const { rows, l } = await this.#replica.send(statements, this.#request);
    if (l > this.replayed) this.replayed = l;
    return rows as RowsOfEach<Statements>;
  }
}

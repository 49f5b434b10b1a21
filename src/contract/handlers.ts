import type { z } from "zod";
import type { MemberLocks } from "../auth/authorize.ts";
import type {
  Origin,
  Principal,
  PrincipalWithExpiry,
  SessionPrincipal,
  WorkspaceContext,
} from "../auth/workspace-context.ts";
import type { Db, Queryable, RowsOfEach } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import type { ExpectedVersion } from "../versions.ts";

type AnySchema = z.ZodType;

/** What a handler is given: the validated request, and where it came from. */
export interface Input<P extends AnySchema, Q extends AnySchema, B extends AnySchema> {
  instance: Instance;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  origin: Origin;
  /** The versions that `If-Match` accepts; undefined where it is absent. */
  expected: ExpectedVersion | undefined;
}

/** Outside any workspace: a person who is signed in, unless it is open to service accounts too. */
export interface PrincipalInput<
  P extends AnySchema,
  Q extends AnySchema,
  B extends AnySchema,
  C extends Principal = SessionPrincipal,
> extends Input<P, Q, B> {
  principal: C;
}

/** A member at work in the workspace that the path names. */
export interface WorkspaceInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends Input<P, Q, B> {
  context: WorkspaceContext;
  principal: PrincipalWithExpiry;
}

/** What a declared query or lock may use: it is written before the role is known. */
export interface QueryInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends Input<P, Q, B> {
  principal: PrincipalWithExpiry;
}

/** A member who wants a stream, and from where on. */
export interface StreamInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends WorkspaceInput<P, Q, B> {
  /** The last event that a client which reconnects says it has seen. */
  last_event_id: string | undefined;
}

/** A read has no effect outside its result: it may run on any pool, and more than once. */
export type Read<I, A> = { read: (db: Queryable, input: I) => Promise<A> };

/** A command, in a transaction that commits when it returns. */
export type Write<I, A> = { write: (tx: Tx, input: I) => Promise<A | DeferredResponse<A>> };

/** For what must do slow work, such as hashing a password, before it opens its transaction. */
export type Run<I, A> = { run: (db: Db, input: I) => Promise<A> };

export type Handler<I, A> = Read<I, A> | Write<I, A> | Run<I, A>;

/**
 * A read that declares its queries as data, so that the runner can send them in one batch with authorization.
 * They are not executed where that is refused. `respond` makes the response of their rows; `db` is for the rare
 * case in which these do not show enough.
 */
export interface DeclaredRead<
  P extends AnySchema,
  Q extends AnySchema,
  B extends AnySchema,
  A,
  Queries extends readonly Sql<unknown>[],
> {
  queries: (input: QueryInput<P, Q, B>) => Queries;
  respond: (
    rows: RowsOfEach<Queries>,
    input: WorkspaceInput<P, Q, B> & { db: Queryable },
  ) => A | Promise<A>;
}

/** A command in a workspace, with what it locks in one batch with authorization. */
export type WorkspaceWrite<
  P extends AnySchema,
  Q extends AnySchema,
  B extends AnySchema,
  A,
  Locked,
> = Write<WorkspaceInput<P, Q, B> & { locked: Locked | undefined }, A> & {
  /** What it locks of the workspace's members before it is authorized; `shared` unless said. */
  lock?: MemberLocks["lock"];
  /** The members, beside the actor, whose rows it needs; none unless said. */
  membersToLock?: (input: {
    params: z.output<P>;
    body: z.output<B>;
  }) => readonly (string | null | undefined)[];
  /** The row that it changes. The handler gets it as `locked`; undefined where there is no such row. */
  locks?: (input: QueryInput<P, Q, B>) => Sql<Locked>;
};

/**
 * A response that only the last batch of the transaction completes. A new ticket has one: its number is drawn
 * there, because the counter's row would otherwise stay locked for another round trip.
 */
export interface DeferredResponse<A> {
  /** The response, once the transaction has committed. */
  complete: () => A;
  /** What is known before that, with null in place of what the database assigns. */
  known: Record<string, unknown>;
  /** An expression for a JSON object of what the database assigns, evaluated in the last batch. */
  assigned: Sql;
}

import type { z } from "zod";
import type { MemberLocks } from "../auth/authorize.ts";
import type {
  Origin,
  Principal,
  SessionPrincipal,
  WorkspaceContext,
} from "../auth/workspace-context.ts";
import type { Db, Queryable, RowsOfEach } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import type { ExpectedVersion } from "../versions.ts";

type AnySchema = z.ZodType;

/** The input of a handler: the validated request and its origin. */
export interface Input<P extends AnySchema, Q extends AnySchema, B extends AnySchema> {
  instance: Instance;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  origin: Origin;
  /** The versions that `If-Match` accepts; undefined without the header. */
  expected: ExpectedVersion | undefined;
}

/** Input of an operation that requires no token. */
export interface AnyoneInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends Input<P, Q, B> {
  /** Who sent a valid access token with it. Whether the session is live has not been checked. */
  principal: Principal | undefined;
  /** The refresh token in the session cookie, if the operation reads it and the body asks for it. */
  cookie_token: string | undefined;
}

/**
 * Input outside a workspace. The principal is a signed-in person unless the operation also accepts
 * service accounts.
 */
export interface PrincipalInput<
  P extends AnySchema,
  Q extends AnySchema,
  B extends AnySchema,
  C extends Principal = SessionPrincipal,
> extends Input<P, Q, B> {
  principal: C;
}

/** Input of a member in the workspace that the path names. */
export interface WorkspaceInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends Input<P, Q, B> {
  context: WorkspaceContext;
  principal: Principal;
}

/** What a declared query or lock may use: it is created before the role is known. */
export interface QueryInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends Input<P, Q, B> {
  principal: Principal;
}

/** Input of a member who opens a stream. */
export interface StreamInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends WorkspaceInput<P, Q, B> {
  /** The last event that a reconnecting client has received. */
  last_event_id: string | undefined;
}

/** Input of a principal who opens a stream outside a workspace. */
export interface PrincipalStreamInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends PrincipalInput<P, Q, B, Principal> {
  /** The last event that a reconnecting client has received. */
  last_event_id: string | undefined;
}

/** A read has no effect except its result: it may run on any pool, and more than once. */
export type Read<I, A> = { read: (db: Queryable, input: I) => Promise<A> };

/** A command, in a transaction that commits when it returns. */
export type Write<I, A> = { write: (tx: Tx, input: I) => Promise<A | DeferredResponse<A>> };

/** For slow work, such as hashing a password, before the transaction is opened. */
export type Run<I, A> = { run: (db: Db, input: I) => Promise<A> };

export type Handler<I, A> = Read<I, A> | Write<I, A> | Run<I, A>;

/**
 * A read that declares its queries as data, so that the runner can send them in one batch with
 * authorization; they are not executed if that is refused. `respond` makes the response from their
 * rows. `db` is for the rare case in which these are not enough.
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

/** A command in a workspace, with the rows that it locks in one batch with authorization. */
export type WorkspaceWrite<
  P extends AnySchema,
  Q extends AnySchema,
  B extends AnySchema,
  A,
  Locked,
  Found,
> = Write<WorkspaceInput<P, Q, B> & { locked: Locked | undefined; found: readonly Found[] }, A> & {
  /** Which member rows it locks before it is authorized; `shared` by default. */
  lock?: MemberLocks["lock"];
  /** Other members whose rows it depends on; none by default. */
  membersToLock?: (input: {
    params: z.output<P>;
    body: z.output<B>;
  }) => readonly (string | null | undefined)[];
  /**
   * The row that it changes. The handler gets it as `locked`, which is undefined if there is no
   * such row.
   */
  locks?: (input: QueryInput<P, Q, B>) => Sql<Locked>;
  /**
   * Texts in Markdown, in which members may be mentioned. Their handles are looked up in the same batch,
   * if there are any, and `context.texts` renders them.
   */
  texts?: (input: { body: z.output<B> }) => readonly (string | null | undefined)[];
  /**
   * What it reads in the same batch, after that lock; undefined if it has nothing to read. The handler
   * gets the rows as `found`, which is empty then. They may change before COMMIT.
   */
  finds?: (input: QueryInput<P, Q, B>) => Sql<Found> | undefined;
};

/**
 * A response that is completed by the transaction's last batch. A new ticket has one: its number is
 * assigned there, because the counter's row would otherwise stay locked for another round trip.
 */
export interface DeferredResponse<A> {
  /** The response, once the transaction has committed. */
  complete: () => A;
  /** The known part of the response, with null for what the database assigns. */
  known: Record<string, unknown>;
  /** An expression for a JSON object of what the database assigns, evaluated in the last batch. */
  assigned: Sql;
}

import type { z } from "zod";
import type { Permission } from "../auth/permissions.ts";
import type {
  Origin,
  Principal,
  PrincipalWithExpiry,
  SessionPrincipal,
  WorkspaceContext,
} from "../auth/workspace-context.ts";
import type { Db, Queryable } from "../db/pool.ts";
import type { Tx } from "../db/transaction.ts";
import type { EventType } from "../events/catalogue/event-types.ts";
import type { EventStream } from "../http/responses/event-stream.ts";
import type { Instance } from "../instance.ts";
import type { ProblemCode } from "../problems.ts";
import type { ExpectedVersion } from "../versions.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
type AnySchema = z.ZodType;
type Nothing = z.ZodObject<Record<never, never>>;

/** What a handler is given: the validated request, and who is asking. */
export interface Input<P extends AnySchema, Q extends AnySchema, B extends AnySchema> {
  instance: Instance;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  origin: Origin;
  /** What `If-Match` asks for; undefined where it is absent. */
  expected: ExpectedVersion | undefined;
}

/** A caller outside any workspace: a person who is signed in, unless it is open to service accounts too. */
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

/** A member who wants a stream, and from where on. */
export interface StreamInput<P extends AnySchema, Q extends AnySchema, B extends AnySchema>
  extends WorkspaceInput<P, Q, B> {
  /** What a reader that comes back says it has seen last. */
  last_event_id: string | undefined;
}

type Reads<I, A> = { read: (db: Queryable, input: I) => Promise<A> };
/** Where only the last batch of a transaction brings what the answer says, it is made when that is back. */
type Writes<I, A> = { write: (tx: Tx, input: I) => Promise<A | (() => A)> };
/** For what must do slow work, such as hashing a password, before it opens its transaction. */
type Runs<I, A> = { run: (db: Db, input: I) => Promise<A> };

/** Everything about an operation but its address. It is the middleware chain, and the contract. */
export type Spec<
  P extends AnySchema = AnySchema,
  Q extends AnySchema = AnySchema,
  B extends AnySchema = AnySchema,
  A extends AnySchema = AnySchema,
> = {
  /** The operation's name in the contract. */
  operation: string;
  /** One line for the documentation. */
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** What a success carries; absent where it has no body (204), optional where it may have none. */
  response?: A;
  /** The status of a success: 200 unless said, 204 without `toMember`. */
  status?: 200 | 201;
  /** Under which name a refusal is recorded. */
  action?: EventType;
  /** The `Location` of what was made. */
  location?: (response: z.input<A>) => string;
  /** Whether the answer carries a secret, which no cache may keep. */
  secret?: boolean;
  /** The fields of the answer that are shown this once: kept under an `Idempotency-Key` they are null. */
  shownOnce?: readonly (keyof z.input<A> & string)[];
  /** Whether it hashes a password, of which an address has so many at a time. */
  hashesPassword?: boolean;
  /** Whether the answer's `version` is its `ETag`. */
  etag?: boolean;
  /** Whether a workspace that asks for it takes this only under `If-Match`. */
  conditional?: boolean;
  /** What a plain repeat comes to, for the documentation, where the method does not say: `409 …`. */
  onRepeat?: string;
  /** The refusals that are this operation's own, for the contract. */
  problems?: readonly ProblemCode[];
} & (
  | ({ permission: "anyone"; countsAsSignIn?: boolean } & Handler<Input<P, Q, B>, z.input<A>>)
  | ({ permission: "signed_in"; countsAsSignIn?: boolean } & Handler<
      PrincipalInput<P, Q, B>,
      z.input<A>
    >)
  | ({ permission: "authenticated" } & Reads<PrincipalInput<P, Q, B, Principal>, z.input<A>>)
  | ({
      permission: Permission;
      /** What a write locks before it is judged; `shared` unless said (see `authorizeWrite`). */
      lock?: "shared" | "members" | "workspace";
      /** The members, beside the actor, whose rows it needs; nobody unless said. */
      membersToLock?: (input: {
        params: z.output<P>;
        body: z.output<B>;
      }) => readonly (string | null | undefined)[];
      /**
       * The same as `read`, live, for who accepts `text/event-stream`: it refuses as `read` does, or else calls
       * `open` and resolves. The stream outlives the request.
       */
      stream?: (input: StreamInput<P, Q, B>, open: () => EventStream) => Promise<void>;
      /** The principal of the stream token in the query, which is used up: for a stream, in place of the header. */
      redeemStreamToken?: (
        db: Db,
        input: Pick<Input<P, Q, B>, "params" | "query">,
      ) => Promise<PrincipalWithExpiry | undefined>;
    } & (Reads<WorkspaceInput<P, Q, B>, z.input<A>> | Writes<WorkspaceInput<P, Q, B>, z.input<A>>))
);

type Handler<I, A> = Reads<I, A> | Writes<I, A> | Runs<I, A>;

/** An operation and its address. The path is Express's; a workspace's paths begin with `workspacePath`. */
export interface Endpoint {
  method: Method;
  path: string;
  spec: Spec;
}

export const workspacePath = "/v1/workspaces/:workspace_id";

/** Declares an operation; the types of its handler follow from its schemas. */
export function endpoint<
  P extends AnySchema = Nothing,
  Q extends AnySchema = Nothing,
  B extends AnySchema = Nothing,
  A extends AnySchema = z.ZodVoid,
>(method: Method, path: string, spec: Spec<P, Q, B, A>): Endpoint {
  return { method, path, spec: spec as unknown as Spec };
}

import type { z } from "zod";
import type { Permission } from "../auth/permissions.ts";
import type { Principal, PrincipalWithExpiry } from "../auth/workspace-context.ts";
import type { Db } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { EventType } from "../events/catalogue/event-types.ts";
import type { EventStream } from "../http/responses/event-stream.ts";
import type { ProblemCode } from "../problems.ts";
import type {
  DeclaredRead,
  Handler,
  Input,
  PrincipalInput,
  Read,
  StreamInput,
  WorkspaceInput,
  WorkspaceWrite,
} from "./handlers.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
type AnySchema = z.ZodType;
type Nothing = z.ZodObject<Record<never, never>>;

/** Everything about an operation but its address. It is the middleware chain, and the contract. */
export type Spec<
  P extends AnySchema = AnySchema,
  Q extends AnySchema = AnySchema,
  B extends AnySchema = AnySchema,
  A extends AnySchema = AnySchema,
  Queries extends readonly Sql<unknown>[] = readonly Sql<unknown>[],
  Locked = unknown,
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
  /** The status of a success: 200 unless said, 204 without `response`. */
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
  | ({ permission: "authenticated" } & Read<PrincipalInput<P, Q, B, Principal>, z.input<A>>)
  | ({
      permission: Permission;
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
    } & (
      | Read<WorkspaceInput<P, Q, B>, z.input<A>>
      | DeclaredRead<P, Q, B, z.input<A>, Queries>
      | WorkspaceWrite<P, Q, B, z.input<A>, Locked>
    ))
);

/** An operation and its address. The path is Express's; a workspace's paths begin with `workspacePath`. */
export interface Endpoint {
  method: Method;
  path: string;
  spec: Spec;
}

export const workspacePath = "/v1/workspaces/:workspace_id";

/** Whether it has no effect outside its result. */
export function isRead(spec: Spec): boolean {
  return "read" in spec || "queries" in spec;
}

/** Declares an operation; the types of its handler follow from its schemas. */
export function endpoint<
  P extends AnySchema = Nothing,
  Q extends AnySchema = Nothing,
  B extends AnySchema = Nothing,
  A extends AnySchema = z.ZodVoid,
  const Queries extends readonly Sql<unknown>[] = readonly [],
  Locked = undefined,
>(method: Method, path: string, spec: Spec<P, Q, B, A, Queries, Locked>): Endpoint {
  return { method, path, spec: spec as unknown as Spec };
}

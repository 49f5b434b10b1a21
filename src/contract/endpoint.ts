import type { z } from "zod";
import type { Permission, TokenScope } from "../auth/permissions.ts";
import type { Principal } from "../auth/workspace-context.ts";
import type { Db } from "../db/pool.ts";
import type { Sql } from "../db/sql.ts";
import type { EventType } from "../events/catalogue/event-types.ts";
import type { FeedStream } from "../events/stream/sse-messages.ts";
import type { ProblemCode } from "../problems.ts";
import type {
  AnyoneInput,
  DeclaredRead,
  Handler,
  Input,
  PrincipalInput,
  PrincipalStreamInput,
  Read,
  StreamInput,
  WorkspaceInput,
  WorkspaceWrite,
  Write,
} from "./handlers.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
type AnySchema = z.ZodType;
type Nothing = z.ZodObject<Record<never, never>>;

/**
 * Everything about an operation except its method and path. The middleware chain and the contract
 * are both made from it.
 */
export type Spec<
  P extends AnySchema = AnySchema,
  Q extends AnySchema = AnySchema,
  B extends AnySchema = AnySchema,
  A extends AnySchema = AnySchema,
  Queries extends readonly Sql<unknown>[] = readonly Sql<unknown>[],
  Locked = unknown,
  Found = unknown,
> = {
  /** The operation's name in the contract. */
  operation: string;
  /** One line for the documentation. */
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** The body of a success. Absent if there is none (204), optional if there may be none. */
  response?: A;
  /**
   * The status of a success. 200 by default, or 204 without `response`. 202 if what was asked for happens
   * later.
   */
  status?: 200 | 201 | 202;
  /** The action under which a refusal is written to the audit log. */
  action?: EventType;
  /** The `Location` of what was created. */
  location?: (response: z.input<A>) => string;
  /** Whether the response contains a secret, so that no cache may store it. */
  secret?: boolean;
  /**
   * Fields that are shown only once: they are null in the response that is stored under an
   * `Idempotency-Key`.
   */
  shownOnce?: readonly (keyof z.input<A> & string)[];
  /** Whether it hashes a password. Concurrent hashing is limited per IP address. */
  hashesPassword?: boolean;
  /** Whether the response's `version` is its `ETag`. */
  etag?: boolean;
  /** Whether workspaces with `require_if_match` accept this only with `If-Match`. */
  conditional?: boolean;
  /**
   * What a repeat without a key does, for the documentation, if the method does not say it: `409
   * …`.
   */
  onRepeat?: string;
  /**
   * What it does with the session cookie of a browser that asks for it with `session: "cookie"`: `set`
   * moves the refresh token of the response into it, `read` also takes the refresh token from it. A
   * response without a body removes the cookie.
   */
  sessionCookie?: "set" | "read";
  /**
   * Whether it ends somebody's access: it is answered when no replica shows what was before. With
   * `when_refused`, only the refusal of it does.
   */
  endsAccess?: true | "when_refused";
  /** The problem codes that are specific to this operation, for the contract. */
  problems?: readonly ProblemCode[];
} & (
  | ({
      permission: "anyone";
      countsAsSignIn?: boolean;
      /** Whether the response says more to somebody with a valid access token. */
      optionalToken?: boolean;
    } & Handler<AnyoneInput<P, Q, B>, z.input<A>>)
  | ({ permission: "signed_in"; countsAsSignIn?: boolean } & Handler<
      PrincipalInput<P, Q, B>,
      z.input<A>
    >)
  | ({
      permission: "authenticated";
      /** What the scopes of an API token must include. */
      scope?: TokenScope;
    } & Live<P, Q, B, PrincipalStreamInput<P, Q, B>> &
      (
        | Read<PrincipalInput<P, Q, B, Principal>, z.input<A>>
        | Write<PrincipalInput<P, Q, B, Principal>, z.input<A>>
      ))
  | ({ permission: Permission } & Live<P, Q, B, StreamInput<P, Q, B>> &
      (
        | Read<WorkspaceInput<P, Q, B>, z.input<A>>
        | DeclaredRead<P, Q, B, z.input<A>, Queries>
        | WorkspaceWrite<P, Q, B, z.input<A>, Locked, Found>
      ))
);

/** The stream of what an operation reads. */
interface Live<P extends AnySchema, Q extends AnySchema, B extends AnySchema, I> {
  /**
   * The live variant of `read`, for clients that accept `text/event-stream`. It refuses as
   * `read` does, or calls `open` and resolves; the stream outlives the request.
   */
  stream?: (input: I, open: () => FeedStream) => Promise<void>;
  /**
   * The query parameters that the stream accepts, and what it shows whatever the others say, for the
   * refusal of those. By default, it accepts all.
   */
  streamQuery?: { accepts: readonly (keyof z.output<Q> & string)[]; shows: string };
  /**
   * Redeems the stream token in the query, which replaces the `Authorization` header for a
   * stream, and returns its principal.
   */
  redeemStreamToken?: (
    db: Db,
    input: Pick<Input<P, Q, B>, "params" | "query">,
  ) => Promise<Principal | undefined>;
}

/**
 * An operation with its method and path. The path is in Express's syntax; paths within a workspace
 * begin with `workspacePath`.
 */
export interface Endpoint {
  method: Method;
  path: string;
  spec: Spec;
}

export const workspacePath = "/v1/workspaces/:workspace_id";

/** Whether the operation has no effect except its result. */
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
  Found = never,
>(method: Method, path: string, spec: Spec<P, Q, B, A, Queries, Locked, Found>): Endpoint {
  return { method, path, spec: spec as unknown as Spec };
}

/**
 * Whether an operation accepts `Idempotency-Key`: every POST that changes something does, except
 * those for signing in. Their responses contain secrets, and a refresh has a grace period of its own.
 */
export function takesIdempotencyKey({ method, spec }: Endpoint): boolean {
  return method === "POST" && spec.permission !== "anyone" && !isRead(spec);
}

/** Whether the operation can send a stream. */
export function canStream(spec: Spec): boolean {
  return "stream" in spec && spec.stream !== undefined;
}

/** Turns Express's `:name` into the `{name}` of OpenAPI's path templates. */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}

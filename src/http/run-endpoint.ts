import type { z } from "zod";
import {
  type Authorization,
  authorizePrincipal,
  authorizeRead,
  authorizeWrite,
} from "../auth/authorize.ts";
import type { Permission } from "../auth/permissions.ts";
import type {
  Principal,
  PrincipalWithExpiry,
  WorkspaceContext,
} from "../auth/workspace-context.ts";
import type { Input, PrincipalInput, Spec } from "../contract/endpoint.ts";
import type { Queryable } from "../db/pool.ts";
import { transaction } from "../db/transaction.ts";
import {
  type IdempotentRequest,
  idempotentRequest,
  resolveResult,
  runIdempotent,
} from "../idempotency/run-idempotent.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { basePath } from "./base-path.ts";
import type { ApiResponse, Middleware } from "./locals.ts";
import { wantsStream } from "./middleware/accept.ts";
import { refuseUnneededStreamToken, streamPrincipal } from "./middleware/stream-token.ts";
import { type Reply, sendReply, toReply } from "./responses/reply.ts";

type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;
type AnyPrincipalInput = PrincipalInput<z.ZodType, z.ZodType, z.ZodType>;

/** A validated request, on its way to a handler of this kind. */
interface EndpointRun<S extends Spec = Spec> {
  instance: Instance;
  spec: S;
  input: AnyInput;
  principal: PrincipalWithExpiry | undefined;
  idempotent: IdempotentRequest | undefined;
  toReply(answer: unknown): Reply;
}

/** Authorizes the request, runs its handler (a write in its transaction) and sends the answer. */
export function runEndpoint(instance: Instance, spec: Spec): Middleware {
  const base = basePath(instance.config.publicUrl);
  return async (req, res) => {
    const { params, query, body, origin, expected, principal } = res.locals;
    const input = { instance, params, query, body, origin, expected } as AnyInput;
    refuseUnneededStreamToken(spec, req);
    if (wantsStream(spec, req)) return await stream(spec, input, res);
    const reply = await handle({
      instance,
      spec,
      input,
      principal,
      idempotent: idempotentRequest(req, res),
      toReply: (answer) => toReply(answer, { spec, base, req }),
    });
    sendReply(res, spec, reply);
  };
}

/** A stream is judged as a read is when it opens; while it lasts, whoever makes its messages judges. */
async function stream(spec: Spec, input: AnyInput, res: ApiResponse): Promise<void> {
  if (!("stream" in spec && spec.stream)) throw new Error("There is nothing to stream.");
  const principal = await streamPrincipal(spec, input, res);
  const { instance, origin, params } = input;
  const { workspace_id } = params as { workspace_id: string };
  const request = { workspace_id, principal, origin, permission: spec.permission };
  const { context, authorize } = authorizeRead(instance.db, request);
  await authorize();

  // A client that has seen nothing may send it empty.
  const last_event_id = res.req.get("last-event-id") || undefined;
  await spec.stream({ ...input, context, principal, last_event_id }, () =>
    instance.eventStreams.open(res),
  );
}

async function handle(run: EndpointRun): Promise<Reply> {
  const { spec, input, principal, toReply } = run;
  const { db } = run.instance;
  if (spec.permission === "anyone") {
    if ("run" in spec) return toReply(await spec.run(db, input));
    if ("read" in spec) return toReply(await spec.read(db, input));
    return toReply(resolveResult(await transaction(db, (tx) => spec.write(tx, input))));
  }
  if (!principal) throw new Error("An operation without a caller has passed authentication.");
  if (spec.permission === "authenticated") {
    await authorizePrincipal(db, principal);
    return toReply(await spec.read(db, { ...input, principal }));
  }
  if (spec.permission === "signed_in") return await handleForPerson({ ...run, spec }, principal);
  return await handleInWorkspace({ ...run, spec }, principal);
}

async function handleForPerson(
  run: EndpointRun<Extract<Spec, { permission: "signed_in" }>>,
  principal: Principal,
): Promise<Reply> {
  const { spec, toReply } = run;
  const { db } = run.instance;
  if (principal.kind !== "session") {
    await authorizePrincipal(db, principal);
    throw new Problem("person_required", "A service account cannot do this: sign in as a person.");
  }
  const input: AnyPrincipalInput = { ...run.input, principal };
  if ("write" in spec) {
    const reply = await transaction(db, (tx) => {
      const authorize = () => authorizePrincipal(tx, principal);
      const work = async () => {
        await authorize();
        return await spec.write(tx, input);
      };
      return runIdempotent(tx, run, { authorize, work, toReply });
    });
    return reply();
  }
  await authorizePrincipal(db, principal);
  return toReply("run" in spec ? await spec.run(db, input) : await spec.read(db, input));
}

async function handleInWorkspace(
  run: EndpointRun<Extract<Spec, { permission: Permission }>>,
  principal: PrincipalWithExpiry,
): Promise<Reply> {
  const { spec, input, toReply } = run;
  const { db } = run.instance;
  const { workspace_id } = input.params as { workspace_id: string };
  const request = {
    workspace_id,
    principal,
    origin: input.origin,
    permission: spec.permission,
  };
  if ("read" in spec) {
    const authorization = authorizeRead(db, request);
    const { context } = authorization;
    return toReply(
      await afterAuthorization(authorization, (authorizedDb) =>
        spec.read(authorizedDb, { ...input, context, principal }),
      ),
    );
  }
  const membersToLock = spec.membersToLock?.(input).filter((id) => typeof id === "string") ?? [];
  const options = {
    lock: spec.lock ?? "shared",
    membersToLock,
    check: (context: WorkspaceContext) => requirePrecondition(spec, input, context),
  };
  const reply = await transaction(db, (tx) => {
    const createAuthorization = () => authorizeWrite(tx, request, options);
    const authorize = async () => (await createAuthorization()).authorize();
    const work = async () => {
      const authorization = await createAuthorization();
      const { context } = authorization;
      return await afterAuthorization(authorization, (db) =>
        spec.write(db, { ...input, context, principal }),
      );
    };
    return runIdempotent(tx, run, { authorize, work, toReply });
  });
  return reply();
}

/** Whatever a handler comes to, even a refusal, is told only to who was let in. */
async function afterAuthorization<Q extends Queryable, T>(
  { db, authorize }: Authorization<Q>,
  work: (db: Q) => Promise<T>,
): Promise<T> {
  try {
    return await work(db);
  } finally {
    await authorize();
  }
}

function requirePrecondition(spec: Spec, { expected }: AnyInput, context: WorkspaceContext): void {
  if (!spec.conditional || !context.require_if_match || expected !== undefined) return;
  throw new Problem("precondition_required", "Send `If-Match` with the ETag that you read.");
}

import type { z } from "zod";
import {
  type AccessRequest,
  authorizePrincipal,
  authorizePrincipalWrite,
  authorizeRead,
  authorizeWrite,
} from "../auth/authorize.ts";
import type { Permission } from "../auth/permissions.ts";
import type { Principal, SessionPrincipal, WorkspaceContext } from "../auth/workspace-context.ts";
import { isRead, type Spec } from "../contract/endpoint.ts";
import type { AnyoneInput, DeferredResponse, Input, PrincipalInput } from "../contract/handlers.ts";
import type { Reply } from "../contract/reply.ts";
import { gated } from "../db/gate.ts";
import type { Db, Queryable } from "../db/pool.ts";
import type { Routing } from "../db/replicas/routing.ts";
import type { Owner } from "../db/shares/shares.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import {
  type IdempotentRequest,
  openIdempotent,
  storeResponse,
  withoutSecrets,
  withoutTexts,
} from "../idempotency/run-idempotent.ts";
import type { Instance } from "../instance.ts";
import { findMentioned } from "../mentions/queries.ts";
import { readTexts } from "../mentions/texts.ts";
import { Problem } from "../problems.ts";
import { basePath } from "./base-path.ts";
import { idempotentRequest } from "./idempotent-request.ts";
import type { ApiResponse, Middleware } from "./locals.ts";
import { wantsStream } from "./middleware/accept.ts";
import { callerOf, ownerOf } from "./middleware/address-key.ts";
import { finishRouting } from "./middleware/route-reads.ts";
import { refusePageParameters } from "./middleware/stream-query.ts";
import { refuseUnneededStreamToken, streamPrincipal } from "./middleware/stream-token.ts";
import { receiptsOf } from "./responses/receipt.ts";
import { sendReply, toReply } from "./responses/reply.ts";
import { keepInSessionCookie } from "./session-cookie.ts";

type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;
type AnyPrincipalInput<C extends Principal = SessionPrincipal> = PrincipalInput<
  z.ZodType,
  z.ZodType,
  z.ZodType,
  C
>;
type AnyAnyoneInput = AnyoneInput<z.ZodType, z.ZodType, z.ZodType>;

/** A validated request and what is needed to run it. */
interface EndpointRun<S extends Spec = Spec> {
  instance: Instance;
  spec: S;
  input: AnyInput;
  principal: Principal | undefined;
  owner: Owner;
  routing: Routing | undefined;
  /** The refresh token in the session cookie, if the request uses it. */
  cookieToken: string | undefined;
  idempotent: IdempotentRequest | undefined;
  toReply(response: unknown): Reply;
}

/** Authorizes the request, runs its handler (a write in its transaction) and sends the response. */
export function runEndpoint(instance: Instance, spec: Spec): Middleware {
  const base = basePath(instance.config.publicUrl);
  const receipts = receiptsOf(spec);
  return async (req, res) => {
    const { params, query, body, origin, expected, principal } = res.locals;
    instance.unsent.requireRoom(callerOf(res.locals));
    const owner = ownerOf(res.locals);
    const isStream = wantsStream(spec, req);
    const routing = isStream ? undefined : res.locals.routing;
    const shared = shareOf(instance, spec, { owner, routing });
    const input = { instance: shared, params, query, body, origin, expected } as AnyInput;
    refuseUnneededStreamToken(spec, req);
    // Redeeming a stream token deletes it, which must not take the connections of reads.
    if (isStream) return await stream(spec, input, res, instance.db.sharedBy(owner));
    const reply = await handle({
      instance: shared,
      spec,
      input,
      principal,
      owner,
      routing,
      cookieToken: res.locals.session_cookie?.token,
      idempotent: idempotentRequest(req, res),
      toReply: (response) =>
        toReply(keepInSessionCookie(res, instance.config, response), { spec, base, req }),
    }).catch(async (error) => {
      await finishRouting(res, spec, { isError: true });
      throw receipts.ofError(error, principal);
    });
    await finishRouting(res, spec, { isError: false });
    // Again, because other responses were sent in the meantime. A write is answered in any case.
    if (isRead(spec)) instance.unsent.requireRoom(callerOf(res.locals), reply.body?.length);
    await sendReply(res, spec, receipts.ofReply(reply, principal));
    instance.unsent.track(callerOf(res.locals), res);
  };
}

/** The instance with the owner's share of the connections for reads or for writes. */
function shareOf(
  instance: Instance,
  spec: Spec,
  { owner, routing }: { owner: Owner; routing: Routing | undefined },
): Instance {
  const db = (isRead(spec) ? instance.reads : instance.db).sharedBy(owner);
  return { ...instance, db: routing ? routing.onPrimary(db) : db };
}

/**
 * A stream is authorized as a read when it opens. While it lasts, what sends its messages keeps
 * authorizing it.
 */
async function stream(spec: Spec, input: AnyInput, res: ApiResponse, writes: Db): Promise<void> {
  if (!("stream" in spec && spec.stream)) throw new Error("This endpoint has no stream.");
  refusePageParameters(spec, res.req);
  const principal = await streamPrincipal(spec, input, res, writes);
  const { instance, origin, params } = input;
  // A client that has seen nothing may send it empty.
  const last_event_id = res.req.get("last-event-id") || undefined;
  const open = () => instance.eventStreams.open(res, principal.user_id);
  if (spec.permission === "authenticated") {
    await authorizePrincipal(instance.db, principal, spec.scope);
    return await spec.stream({ ...input, principal, last_event_id }, open);
  }
  const { workspace_id } = params as { workspace_id: string };
  const request = { workspace_id, principal, origin, permission: spec.permission };
  const { context } = await authorizeRead(instance.db, request);
  await spec.stream({ ...input, context, principal, last_event_id }, open);
}

async function handle(run: EndpointRun): Promise<Reply> {
  const { spec, principal, cookieToken, toReply } = run;
  const { db } = run.instance;
  if (spec.permission === "anyone") {
    const input: AnyAnyoneInput = { ...run.input, principal, cookie_token: cookieToken };
    if ("run" in spec) return toReply(await spec.run(db, input));
    if ("read" in spec) return toReply(await spec.read(db, input));
    return await runWrite(run, { write: (tx) => spec.write(tx, input) });
  }
  if (!principal) throw new Error("A request without a principal passed authentication.");
  if (spec.permission === "authenticated") {
    return await handleForPrincipal({ ...run, spec }, principal);
  }
  if (spec.permission === "signed_in") return await handleForPerson({ ...run, spec }, principal);
  return await handleInWorkspace({ ...run, spec }, principal);
}

/** For a person or a service account, outside a workspace. */
async function handleForPrincipal(
  run: EndpointRun<Extract<Spec, { permission: "authenticated" }>>,
  principal: Principal,
): Promise<Reply> {
  const { spec, toReply } = run;
  const { db } = run.instance;
  const input: AnyPrincipalInput<Principal> = { ...run.input, principal };
  if ("write" in spec) {
    return await runWrite(run, {
      open: (tx) => authorizePrincipalWrite(tx, principal, spec.scope),
      write: (tx) => spec.write(tx, input),
    });
  }
  await authorizePrincipal(db, principal, spec.scope);
  return toReply(await spec.read(db, input));
}

async function handleForPerson(
  run: EndpointRun<Extract<Spec, { permission: "signed_in" }>>,
  principal: Principal,
): Promise<Reply> {
  const { spec, toReply } = run;
  const { db } = run.instance;
  if (principal.kind !== "session") {
    await authorizePrincipal(db, principal);
    throw new Problem("person_required", "A service account cannot do this. Sign in as a person.");
  }
  const input: AnyPrincipalInput = { ...run.input, principal };
  if ("write" in spec) {
    return await runWrite(run, {
      open: (tx) => authorizePrincipalWrite(tx, principal),
      write: (tx) => spec.write(tx, input),
    });
  }
  await authorizePrincipal(db, principal);
  return toReply("run" in spec ? await spec.run(db, input) : await spec.read(db, input));
}

async function handleInWorkspace(
  run: EndpointRun<Extract<Spec, { permission: Permission }>>,
  principal: Principal,
): Promise<Reply> {
  const { spec, input, toReply } = run;
  const { db } = run.instance;
  const { workspace_id } = input.params as { workspace_id: string };
  const { origin } = input;
  const request = { workspace_id, principal, origin, permission: spec.permission };
  if ("queries" in spec) {
    const read = async (reads: Queryable) => {
      const { context, rows } = await authorizeRead(reads, request, () =>
        spec.queries({ ...input, principal }),
      );
      return toReply(await spec.respond(rows, { ...input, context, principal, db: reads }));
    };
    return (await run.routing?.onReplica(run.owner, read)) ?? (await read(db));
  }
  if ("read" in spec) {
    const { context } = await authorizeRead(db, request);
    return toReply(await spec.read(db, { ...input, context, principal }));
  }
  return await runWrite(run, await writeInWorkspace({ ...run, spec }, request));
}

/** A command in a workspace, with its texts parsed. Its locks are in one batch with authorization. */
async function writeInWorkspace(
  { spec, input, owner }: EndpointRun<Extract<Spec, { permission: Permission; write: unknown }>>,
  request: AccessRequest & { principal: Principal },
): Promise<WriteParts<{ context: WorkspaceContext; locked: unknown; found: readonly unknown[] }>> {
  const { principal } = request;
  const { handles, resolve } = await readTexts(spec.texts?.(input) ?? [], (texts) =>
    input.instance.markdown.parse(texts, owner.caller),
  );
  const others = spec.membersToLock?.(input).filter((id) => typeof id === "string") ?? [];
  return {
    open(tx) {
      const authorized = authorizeWrite(tx, request, { lock: spec.lock ?? "shared", others });
      const lock = spec.locks?.({ ...input, principal });
      const rows = lock && tx.defer(gated(lock));
      const find = spec.finds?.({ ...input, principal });
      const found = find && tx.defer(gated(find));
      const mentioned =
        handles.length > 0
          ? tx.defer(gated(findMentioned(request.workspace_id, handles)))
          : undefined;
      return () => ({
        context: { ...authorized(), texts: resolve(mentioned?.() ?? []) },
        locked: rows?.()[0],
        found: found?.() ?? [],
      });
    },
    async write(tx, { context, locked, found }) {
      requirePrecondition(spec, input, context);
      return await spec.write(tx, { ...input, context, principal, locked, found });
    },
  };
}

/** The parts of a write between which its idempotency key is handled. */
interface WriteParts<Opened> {
  /**
   * Adds statements to the first batch. The returned function is called after the batch, and throws
   * a refusal.
   */
  open?: (tx: Tx) => () => Opened;
  write(tx: Tx, opened: Opened): Promise<unknown>;
}

/**
 * Runs a write in its transaction. The first batch acquires the idempotency key, authorizes and
 * locks. Then a refusal is thrown, or a stored response is replayed, or the command runs.
 */
async function runWrite<Opened>(
  { instance, spec, idempotent, toReply }: EndpointRun,
  { open, write }: WriteParts<Opened>,
): Promise<Reply> {
  const finish = await transaction(instance.db, async (tx) => {
    const findStored = idempotent && openIdempotent(tx, idempotent);
    const opening = open?.(tx);
    if (opening) await tx.flush();
    const opened = opening?.() as Opened;
    const stored = findStored?.();
    if (stored) return () => stored;

    const response = await write(tx, opened);
    if (idempotent) {
      const { known, assigned } = isDeferred(response)
        ? response
        : { known: response, assigned: undefined };
      const reply = withoutTexts(toReply(withoutSecrets(known, spec)), spec);
      storeResponse(tx, idempotent, reply, assigned);
    }
    return () => toReply(isDeferred(response) ? response.complete() : response);
  });
  return finish();
}

function isDeferred(response: unknown): response is DeferredResponse<unknown> {
  return typeof response === "object" && response !== null && "complete" in response;
}

function requirePrecondition(
  spec: Spec,
  { expected }: AnyInput,
  { require_if_match }: WorkspaceContext,
): void {
  if (!spec.conditional || !require_if_match || expected !== undefined) return;
  throw new Problem("precondition_required", "Send `If-Match` with the ETag that you read.");
}

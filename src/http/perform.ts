import type { z } from "zod";
import { authorizeCaller, authorizeRead, authorizeWrite, type Granted } from "../auth/authorize.ts";
import type { Permission } from "../auth/permissions.ts";
import type { Caller } from "../auth/scope.ts";
import type { Db, Queryable } from "../db/pool.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { wantsStream } from "./accept.ts";
import { basePath } from "./base-path.ts";
import type { CallerInput, Input, ScopedInput, Spec } from "./endpoint.ts";
import { sendStream } from "./event-stream.ts";
import type { Answer, Step } from "./locals.ts";
import { etagOf, isKnown } from "./preconditions.ts";

type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;
type AnyScopedInput = ScopedInput<z.ZodType, z.ZodType, z.ZodType>;
type AnyCallerInput = CallerInput<z.ZodType, z.ZodType, z.ZodType>;

/** Authorizes the request, runs its handler (a write in its transaction) and sends the answer. */
export function perform(instance: Instance, spec: Spec): Step {
  const base = basePath(instance.config.publicUrl);
  return async (req, res) => {
    const { params, query, body, origin, expected } = res.locals;
    const input = { instance, params, query, body, origin, expected } as AnyInput;
    if (wantsStream(spec, (types) => req.accepts(types))) return await stream(spec, input, res);
    send(res, { spec, base }, await handle(instance, spec, input, res.locals.caller));
  };
}

/** A stream is judged as a read is when it opens; while it lasts, whoever makes its messages judges. */
async function stream(spec: Spec, input: AnyInput, res: Answer): Promise<void> {
  const { caller: bearer } = res.locals;
  if (!("stream" in spec && spec.stream) || !bearer) throw new Error("There is nothing to stream.");
  const { instance, origin, params } = input;
  const { workspace_id } = params as { workspace_id: string };
  const attempt = { workspace_id, caller: bearer, origin, permission: spec.permission };
  const { scope } = await authorizeRead(instance.db, attempt);

  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const signal = AbortSignal.any([gone.signal, instance.stopping]);
  const last_event_id = res.req.get("last-event-id");
  await sendStream(res, spec.stream({ ...input, scope, bearer, last_event_id, signal }));
}

async function handle(
  instance: Instance,
  spec: Spec,
  input: AnyInput,
  caller: Caller | undefined,
): Promise<unknown> {
  const { db } = instance;
  if (spec.permission === "anyone") {
    if ("run" in spec) return await spec.run(db, input);
    if ("write" in spec) return await transaction(db, (tx) => spec.write(tx, input));
    return await spec.read(db, input);
  }
  if (!caller) throw new Error("An operation without a caller has passed authentication.");
  if (spec.permission === "authenticated") {
    await authorizeCaller(db, caller);
    return await spec.read(db, { ...input, caller });
  }
  if (spec.permission === "signed_in") return await handleForPerson(db, spec, input, caller);
  return await handleInWorkspace(instance, spec, input, caller);
}

async function handleForPerson(
  db: Db,
  spec: Extract<Spec, { permission: "signed_in" }>,
  input: AnyInput,
  caller: Caller,
): Promise<unknown> {
  const authorized = async <Q extends Queryable>(on: Q): Promise<Q> => {
    await authorizeCaller(on, caller);
    return on;
  };
  if (caller.kind !== "session") {
    await authorized(db);
    throw new Problem("person_required", "A service account cannot do this: sign in as a person.");
  }
  const callerInput: AnyCallerInput = { ...input, caller };
  if ("run" in spec) return await spec.run(await authorized(db), callerInput);
  if ("write" in spec) {
    return await transaction(db, async (tx) => spec.write(await authorized(tx), callerInput));
  }
  return await spec.read(await authorized(db), callerInput);
}

async function handleInWorkspace(
  { db }: Instance,
  spec: Extract<Spec, { permission: Permission }>,
  input: AnyInput,
  caller: Caller,
): Promise<unknown> {
  const { workspace_id } = input.params as { workspace_id: string };
  const attempt = { workspace_id, caller, origin: input.origin, permission: spec.permission };
  if ("read" in spec) {
    const { scope } = await authorizeRead(db, attempt);
    return await spec.read(db, { ...input, scope });
  }
  return await transaction(db, async (tx: Tx) => {
    const granted = await authorizeWrite(tx, attempt, {
      lock: spec.lock ?? "shared",
      alongside: spec.alongside?.(input).filter((id) => typeof id === "string") ?? [],
    });
    requirePrecondition(spec, input, granted);
    return await spec.write(tx, { ...input, scope: granted.scope } satisfies AnyScopedInput);
  });
}

function requirePrecondition(spec: Spec, { expected }: AnyInput, granted: Granted): void {
  if (!spec.conditional || !granted.require_if_match || expected !== undefined) return;
  throw new Problem("precondition_required", "Send `If-Match` with the ETag that you read.");
}

function send(res: Answer, { spec, base }: { spec: Spec; base: string }, answer: unknown): void {
  res.set("Cache-Control", spec.secret ? "no-store" : "private, no-cache");
  if (!spec.answer) {
    res.status(204).end();
    return;
  }
  if (spec.location) res.set("Location", base + spec.location(answer as z.input<z.ZodType>));
  if (spec.etag) {
    const { version } = answer as { version: number };
    res.set("ETag", etagOf(version));
    if ("read" in spec && isKnown(res.req.get("if-none-match"), version)) {
      res.status(304).end();
      return;
    }
  }
  const next_cursor = (answer as { next_cursor?: string | null }).next_cursor;
  if (next_cursor) res.set("Link", linkToNext(res, { base, next_cursor }));
  res.status(spec.status ?? 200).json(answer);
}

/** The same request with the next cursor (RFC 8288), as a reference that any proxy's address suits. */
function linkToNext({ req }: Answer, page: { base: string; next_cursor: string }): string {
  const url = new URL(req.originalUrl, "http://localhost");
  url.searchParams.set("cursor", page.next_cursor);
  return `<${page.base}${url.pathname}${url.search}>; rel="next"`;
}

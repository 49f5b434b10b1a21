import type { z } from "zod";
import { authorizeCaller, authorizeRead, authorizeWrite, type Granted } from "../auth/authorize.ts";
import type { Permission } from "../auth/permissions.ts";
import type { Bearer, Caller } from "../auth/scope.ts";
import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { wantsStream } from "./accept.ts";
import { basePath } from "./base-path.ts";
import type { CallerInput, Input, ScopedInput, Spec } from "./endpoint.ts";
import { type KeyedRequest, keyedRequest, writeOnce } from "./idempotency.ts";
import type { Answer, Step } from "./locals.ts";
import { bearerOf, refuseNeedlessPass } from "./pass.ts";
import { type Reply, sendReply, toReply } from "./reply.ts";

type AnyInput = Input<z.ZodType, z.ZodType, z.ZodType>;
type AnyScopedInput = ScopedInput<z.ZodType, z.ZodType, z.ZodType>;
type AnyCallerInput = CallerInput<z.ZodType, z.ZodType, z.ZodType>;

/** A validated request, on its way to a handler of this kind. */
interface Task<S extends Spec = Spec> {
  instance: Instance;
  spec: S;
  input: AnyInput;
  caller: Bearer | undefined;
  keyed: KeyedRequest | undefined;
  toReply(answer: unknown): Reply;
}

/** Authorizes the request, runs its handler (a write in its transaction) and sends the answer. */
export function perform(instance: Instance, spec: Spec): Step {
  const base = basePath(instance.config.publicUrl);
  return async (req, res) => {
    const { params, query, body, origin, expected, caller } = res.locals;
    const input = { instance, params, query, body, origin, expected } as AnyInput;
    refuseNeedlessPass(spec, req);
    if (wantsStream(spec, req)) return await stream(spec, input, res);
    const reply = await handle({
      instance,
      spec,
      input,
      caller,
      keyed: keyedRequest(req, res),
      toReply: (answer) => toReply(answer, { spec, base, req }),
    });
    sendReply(res, spec, reply);
  };
}

/** A stream is judged as a read is when it opens; while it lasts, whoever makes its messages judges. */
async function stream(spec: Spec, input: AnyInput, res: Answer): Promise<void> {
  if (!("stream" in spec && spec.stream)) throw new Error("There is nothing to stream.");
  const bearer = await bearerOf(spec, input, res);
  const { instance, origin, params } = input;
  const { workspace_id } = params as { workspace_id: string };
  const attempt = { workspace_id, caller: bearer, origin, permission: spec.permission };
  const granted = await authorizeRead(instance.db, attempt);

  const last_event_id = res.req.get("last-event-id");
  await spec.stream({ ...input, ...granted, bearer, last_event_id }, () =>
    instance.eventStreams.open(res),
  );
}

async function handle(task: Task): Promise<Reply> {
  const { spec, input, caller, toReply } = task;
  const { db } = task.instance;
  if (spec.permission === "anyone") {
    if ("run" in spec) return toReply(await spec.run(db, input));
    if ("read" in spec) return toReply(await spec.read(db, input));
    return await transaction(db, async (tx) => toReply(await spec.write(tx, input)));
  }
  if (!caller) throw new Error("An operation without a caller has passed authentication.");
  if (spec.permission === "authenticated") {
    await authorizeCaller(db, caller);
    return toReply(await spec.read(db, { ...input, caller }));
  }
  if (spec.permission === "signed_in") return await handleForPerson({ ...task, spec }, caller);
  return await handleInWorkspace({ ...task, spec }, caller);
}

async function handleForPerson(
  task: Task<Extract<Spec, { permission: "signed_in" }>>,
  caller: Caller,
): Promise<Reply> {
  const { spec, toReply } = task;
  const { db } = task.instance;
  if (caller.kind !== "session") {
    await authorizeCaller(db, caller);
    throw new Problem("person_required", "A service account cannot do this: sign in as a person.");
  }
  const input: AnyCallerInput = { ...task.input, caller };
  if ("write" in spec) {
    return await transaction(db, (tx) =>
      writeOnce(tx, task, {
        authorize: () => authorizeCaller(tx, caller),
        work: () => spec.write(tx, input),
        toReply,
      }),
    );
  }
  await authorizeCaller(db, caller);
  return toReply("run" in spec ? await spec.run(db, input) : await spec.read(db, input));
}

async function handleInWorkspace(
  task: Task<Extract<Spec, { permission: Permission }>>,
  bearer: Bearer,
): Promise<Reply> {
  const { spec, input, toReply } = task;
  const { db } = task.instance;
  const { workspace_id } = input.params as { workspace_id: string };
  const { origin } = input;
  const attempt = { workspace_id, caller: bearer, origin, permission: spec.permission };
  if ("read" in spec) {
    const granted = await authorizeRead(db, attempt);
    return toReply(await spec.read(db, { ...input, ...granted, bearer }));
  }
  const locks = {
    lock: spec.lock ?? "shared",
    alongside: spec.alongside?.(input).filter((id) => typeof id === "string") ?? [],
  };
  return await transaction(db, (tx) =>
    writeOnce(tx, task, {
      authorize: () => authorizeWrite(tx, attempt, locks),
      work: async (granted) => {
        requirePrecondition(spec, input, granted);
        return await spec.write(tx, { ...input, ...granted, bearer } satisfies AnyScopedInput);
      },
      toReply,
    }),
  );
}

function requirePrecondition(spec: Spec, { expected }: AnyInput, granted: Granted): void {
  if (!spec.conditional || !granted.require_if_match || expected !== undefined) return;
  throw new Problem("precondition_required", "Send `If-Match` with the ETag that you read.");
}

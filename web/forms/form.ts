import { type ReadonlySignal, signal } from "@preact/signals";
import { isProblem, NoResponse } from "../../client/index.ts";

/** What is wrong with a field. The pointer is the API's, such as `/name` (RFC 6901). */
export interface FieldError {
  pointer: string;
  detail: string;
}

export interface Form<Values extends object> {
  values: ReadonlySignal<Values>;
  isPending: ReadonlySignal<boolean>;
  /** Why the last try failed, unless its fields say so. */
  failure: ReadonlySignal<unknown>;
  /** Changes fields, and forgets what was wrong with them. */
  set(changes: Partial<Values>): void;
  /** What is wrong with a field, by its pointer without the first slash. */
  errorAt(field: string): string | undefined;
  /** Checks and sends the form; resolves to whether it was accepted. */
  submit(): Promise<boolean>;
  /** Starts again, with these values. What was typed while the form was being sent stays. */
  reset(values: Values): void;
}

export interface FormOptions<Values> {
  /**
   * Sends the values. A repetition of a try whose response was lost has the same key, so it cannot
   * have a second effect.
   */
  send(values: Values, options: { idempotencyKey: string }): Promise<void>;
  /** What can be said before the values are sent. */
  check?: (values: Values) => readonly FieldError[];
}

export function createForm<Values extends object>(
  initial: Values,
  { send, check = () => [] }: FormOptions<Values>,
): Form<Values> {
  const values = signal(initial);
  const isPending = signal(false);
  const failure = signal<unknown>(undefined);
  const errors = signal<readonly FieldError[]>([]);
  /** What an accepted form was sent with, until it starts again. */
  let sent: Values | undefined;
  let lost: { body: string; idempotencyKey: string } | undefined;

  const fail = (error: unknown) => {
    const at = isProblem(error) ? (error.members.errors ?? []) : [];
    const fields = Object.keys(values.peek());
    errors.value = at;
    const isSaidByFields =
      at.length > 0 && at.every(({ pointer }) => fields.includes(firstPart(pointer)));
    failure.value = isSaidByFields ? undefined : error;
  };

  const trySend = async () => {
    const body = JSON.stringify(values.peek());
    const idempotencyKey = lost?.body === body ? lost.idempotencyKey : randomKey();
    lost = { body, idempotencyKey };
    sent = values.peek();
    try {
      await send(sent, { idempotencyKey });
      lost = undefined;
      return true;
    } catch (error) {
      sent = undefined;
      if (!mayHaveTakenEffect(error)) lost = undefined;
      fail(error);
      return false;
    }
  };

  return {
    values,
    isPending,
    failure,
    set: (changes) => {
      values.value = { ...values.peek(), ...changes };
      const changed = Object.keys(changes);
      const left = errors.peek().filter(({ pointer }) => !changed.includes(firstPart(pointer)));
      if (left.length < errors.peek().length) errors.value = left;
    },
    errorAt: (field) => errors.value.find(({ pointer }) => pointer === `/${field}`)?.detail,
    submit: async () => {
      if (isPending.peek()) return false;
      const found = check(values.peek());
      errors.value = found;
      failure.value = undefined;
      if (found.length > 0) return false;
      isPending.value = true;
      try {
        return await trySend();
      } finally {
        isPending.value = false;
      }
    },
    reset: (next) => {
      const typed = Object.entries(values.peek()).filter(
        ([name, value]) => sent && value !== sent[name as keyof Values],
      );
      sent = undefined;
      values.value = { ...next, ...Object.fromEntries(typed) };
      errors.value = [];
      failure.value = undefined;
    },
  };
}

/** Whether the same request, sent again under a new key, might have its effect twice. */
function mayHaveTakenEffect(error: unknown): boolean {
  if (error instanceof NoResponse) return true;
  return isProblem(error, "commit_unknown", "request_in_progress");
}

function firstPart(pointer: string): string {
  return pointer.split("/")[1] ?? "";
}

/** Not `crypto.randomUUID`, which pages loaded over plain HTTP do not have. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

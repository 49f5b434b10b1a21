import {
  type Comment,
  isProblem,
  type SlackyClient,
  type SlackyProblem,
} from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { boardWords } from "../../words/en/board.ts";
import type { EditedFields } from "../conflicts.ts";
import type { StoredTicket } from "../tickets/stored-ticket.ts";
import { receiveTicket, serverTicket } from "../tickets.ts";
import { showToast } from "../toasts.ts";
import { failedAttempt } from "./attempt.ts";
import type { Attempt, OutboxEntry } from "./entry.ts";
import { currentVersion, learnVersion } from "./own-versions.ts";

/** A body of this size may outlive its page: browsers allow 64 KiB for all such requests together. */
const KEEPALIVE_MAX = 12_000;

type Send = (
  input: Record<string, unknown>,
  options: Parameters<SlackyClient["updateTicket"]>[1] & { idempotencyKey?: string },
) => Promise<unknown>;

const attempts = new Map<string, number>();

/** Sends a write once. What the app can decide after a refusal is decided here, and sent again. */
export async function sendWrite(entry: OutboxEntry, signal: AbortSignal): Promise<Attempt> {
  try {
    const answer = await callOnce(entry, signal);
    attempts.delete(entry.key);
    return { kind: "done", answer };
  } catch (error) {
    try {
      const settled = await afterRefusal(entry, error, signal);
      if (settled) return settled;
    } catch (later) {
      return attemptOf(entry, later);
    }
    return attemptOf(entry, error);
  }
}

function attemptOf(entry: OutboxEntry, error: unknown): Attempt {
  const count = attempts.get(entry.key) ?? 0;
  attempts.set(entry.key, count + 1);
  return failedAttempt(error, count);
}

async function callOnce(
  { operation, input, ifMatch, key, ticketIds }: OutboxEntry,
  signal: AbortSignal,
): Promise<unknown> {
  const [ticketId] = ticketIds;
  const version = ifMatch && ticketId ? currentVersion(ticketId, ifMatch) : ifMatch;
  const send = api[operation] as unknown as Send;
  const answer = await send(input, {
    signal,
    idempotencyKey: key,
    maxAttempts: 1,
    ...(version !== undefined && { ifMatch: version }),
    ...(JSON.stringify(input).length < KEEPALIVE_MAX && { keepalive: true }),
  });
  // Of a write without a version, nobody knows what somebody else has changed before it.
  if (isTicket(answer) && version !== undefined) {
    learnVersion(answer.id, { from: version, to: answer.version });
  }
  return answer;
}

/** Undefined if the refusal stands. */
async function afterRefusal(
  entry: OutboxEntry,
  error: unknown,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  if (isProblem(error, "version_mismatch")) return afterMismatch(entry, error, signal);
  // The workspace wants every write to say what it began from.
  if (isProblem(error, "precondition_required") && entry.ifMatch === undefined) {
    const version = serverTicket(entry.ticketIds[0] ?? "")?.version;
    if (version !== undefined) return sendWrite({ ...entry, ifMatch: version }, signal);
  }
  // The first attempt did it, and its answer was lost.
  if (isProblem(error, "not_found") && entry.mayHaveArrived && isDeletion(entry)) {
    return { kind: "done", answer: undefined };
  }
  if (isProblem(error, "invalid_transition")) await readTicket(entry).catch(() => {});
  return undefined;
}

async function afterMismatch(
  entry: OutboxEntry,
  error: SlackyProblem,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  // Nobody has read the text that somebody else has written, so it is not deleted.
  if (entry.operation === "deleteComment") return undefined;
  const theirs = await readTheirs(entry, error);
  // A replica answered that does not have the change yet for which the server has refused.
  if (theirs.version < Number(error.members.current_version)) return readLater;
  if (!entry.base) return sendWrite({ ...entry, ifMatch: theirs.version }, signal);
  const { workspace_id, ticket_id, comment_id, ...changes } = entry.input;
  const [ticketId, commentId] = [ticket_id as string, comment_id as string | undefined];
  // Conflicts are rare, and their code is not loaded before the first one.
  const { reconcile } = await import("../reconcile.ts");
  const reconciled = await reconcile({
    ...{ ticketId, commentId, base: entry.base, theirs },
    changes: changes as EditedFields,
  });
  if (!reconciled) return { kind: "refused", problem: undefined };
  if (Object.keys(reconciled.changes).length === 0) return { kind: "done", answer: theirs };
  const input = {
    ...{ workspace_id, ticket_id, ...(commentId !== undefined && { comment_id }) },
    ...reconciled.changes,
  };
  const attempt = await sendWrite(
    { ...entry, input, base: theirs, ifMatch: theirs.version },
    signal,
  );
  if (attempt.kind === "done" && reconciled.merged.length > 0) {
    showToast({ text: boardWords.merged(entry.subject) });
  }
  return attempt;
}

const readLater: Attempt = {
  kind: "later",
  afterMs: 500,
  mayHaveArrived: false,
  isOffline: false,
};

/**
 * What the server has now, exactly as it was read: what the store has of a ticket may be a newer version
 * with an older text.
 */
async function readTheirs(
  entry: OutboxEntry,
  { members }: SlackyProblem,
): Promise<StoredTicket | Comment> {
  const { workspace_id, ticket_id, comment_id } = entry.input;
  if (comment_id !== undefined) {
    return api.getComment({
      workspace_id,
      ticket_id: ticket_id as string,
      comment_id: comment_id as string,
    });
  }
  const current = members.current as StoredTicket | undefined;
  if (!current) return readTicket(entry);
  receiveTicket(current);
  return current;
}

async function readTicket({ input, ticketIds }: OutboxEntry): Promise<StoredTicket> {
  const { workspace_id } = input;
  const ticket = await api.getTicket({ workspace_id, ticket_id: ticketIds[0] ?? "" });
  receiveTicket(ticket);
  return ticket;
}

function isDeletion({ operation }: OutboxEntry): boolean {
  return operation === "deleteTicket" || operation === "deleteComment";
}

function isTicket(answer: unknown): answer is StoredTicket {
  return typeof answer === "object" && answer !== null && "key" in answer && "version" in answer;
}

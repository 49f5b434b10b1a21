import { isProblem, type SlackyClient, type SlackyProblem } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { boardWords } from "../../words/en/board.ts";
import type { TicketFields } from "../conflicts.ts";
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
  const current = error.members.current as StoredTicket | undefined;
  if (entry.operation === "updateComment" || entry.operation === "deleteComment") return undefined;
  // What the store has of the ticket may be a newer version with an older text.
  const theirs = current ?? (await readTicket(entry));
  if (current) receiveTicket(current);
  if (entry.operation !== "updateTicket" || !entry.base) {
    return sendWrite({ ...entry, ifMatch: theirs.version }, signal);
  }
  const { workspace_id, ticket_id, ...changes } = entry.input;
  // Conflicts are rare, and their code is not loaded before the first one.
  const { reconcile } = await import("../reconcile.ts");
  const reconciled = await reconcile({
    ticketId: theirs.id,
    ticketKey: theirs.key,
    base: entry.base,
    changes: changes as TicketFields,
    theirs,
  });
  if (!reconciled) return { kind: "refused", problem: undefined };
  if (Object.keys(reconciled.changes).length === 0) return { kind: "done", answer: theirs };
  const input = { workspace_id, ticket_id, ...reconciled.changes };
  const attempt = await sendWrite(
    { ...entry, input, base: theirs, ifMatch: theirs.version },
    signal,
  );
  if (attempt.kind === "done" && reconciled.merged.length > 0) {
    showToast({ text: boardWords.merged(theirs.key) });
  }
  return attempt;
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

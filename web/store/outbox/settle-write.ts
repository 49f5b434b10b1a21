import { type BulkResults, type Comment, isProblem, type Ticket } from "../../../client/index.ts";
import { problemText } from "../../api/problems.ts";
import { boardWords } from "../../words/en/board.ts";
import { removeSentDraft, restoreDraft } from "../drafts.ts";
import {
  lastMovers,
  receiveOwnTicket,
  serverTicket,
  settlePending,
  settlePendingAt,
  ticketSignal,
} from "../tickets.ts";
import { showToast } from "../toasts.ts";
import { reasonDraft } from "../transitions/reason-draft.ts";
import { memberName, statusName } from "../workspace.ts";
import { learnBulkVersions } from "./bulk-versions.ts";
import type { Attempt, OutboxEntry, RefusedTicket, WriteResult } from "./entry.ts";
import { learnVersion } from "./own-versions.ts";

/**
 * Takes the answer or the refusal of a write: its change is no longer pending. After a reload nobody awaits
 * the result, so what a bulk was refused is said here.
 */
export function settleWrite(
  entry: OutboxEntry,
  outcome: Exclude<Attempt, { kind: "later" }>,
  { isAwaited }: { isAwaited: boolean },
): WriteResult {
  if (outcome.kind === "refused") return settleRefused(entry, outcome.problem);
  if (entry.draft) removeSentDraft(entry.draft);
  const { key, operation, ticketIds } = entry;
  const [id = ""] = ticketIds;
  switch (operation) {
    case "runBulkOperations":
      return settleBulk(entry, outcome.answer as BulkResults, isAwaited);
    case "createTicket":
      return { ok: true, ticket: receiveOwnTicket(outcome.answer as Ticket) };
    case "createComment":
    case "updateComment":
      return { ok: true, comment: outcome.answer as Comment };
    case "deleteComment":
      return { ok: true };
    case "deleteTicket": {
      const server = serverTicket(id);
      if (server && !server.deleted_at) settlePendingAt(id, key, server.version + 1);
      else settlePending(id, key);
      return { ok: true };
    }
    default:
      learnMove(entry, outcome.answer as Ticket);
      settlePending(id, key, outcome.answer as Ticket);
      return resultOf(id);
  }
}

/** A move is sent without a version. If it made the one after that of the page, only it lies between. */
function learnMove({ operation, ticketIds }: OutboxEntry, { version }: Ticket): void {
  const [id = ""] = ticketIds;
  const from = serverTicket(id)?.version;
  if (operation === "transitionTicket" && from !== undefined) {
    learnVersion(id, { from, to: version });
  }
}

function resultOf(id: string): WriteResult {
  const ticket = ticketSignal(id)?.peek();
  return ticket ? { ok: true, ticket } : { ok: true };
}

function settleRefused(entry: OutboxEntry, problem: unknown): WriteResult {
  const { key, ticketIds } = entry;
  for (const id of ticketIds) settlePending(id, key);
  restoreTyped(entry);
  // Without a problem, the person has decided against the write.
  if (problem !== undefined) showToast({ text: refusalText(entry, problem), tone: "bad" });
  return { ok: false, problem };
}

/** What a person typed for a write that is not made is a draft again. */
export function restoreTyped(entry: OutboxEntry, ticketIds = entry.ticketIds): void {
  const draft = entry.draft ?? reasonDraft(entry, ticketIds);
  if (draft) restoreDraft(draft);
}

/** Why a write was refused. Of a move that somebody else made first, the toast says who. */
function refusalText({ subject, ticketIds }: OutboxEntry, problem: unknown): string {
  const [id = ""] = ticketIds;
  const ticket = serverTicket(id);
  if (isProblem(problem, "invalid_transition") && ticket) {
    const name = memberName(lastMovers.get(id) ?? null);
    return boardWords.movedFirst({ key: ticket.key, name, status: statusName(ticket.status) });
  }
  return boardWords.refused(subject, problemText(problem));
}

function settleBulk(entry: OutboxEntry, { results }: BulkResults, isAwaited: boolean): WriteResult {
  const { key, input, ticketIds } = entry;
  learnBulkVersions(entry, results);
  const operations = input.operations as { ticket: string }[];
  const refused = new Map<string, RefusedTicket>();
  results.forEach(({ ticket, problem }, index) => {
    const id = operations[index]?.ticket ?? "";
    if (ticket) settlePendingAt(id, key, ticket.version);
    if (!problem) return;
    const name = serverTicket(id)?.key ?? id;
    refused.set(id, { id, key: name, detail: problem.detail });
  });
  for (const id of ticketIds) settlePending(id, key);
  const all = [...refused.values()];
  if (all.length > 0) restoreTyped(entry, [...refused.keys()]);
  if (all.length > 0 && !isAwaited)
    showToast({ text: boardWords.bulkRefused(all, ticketIds.length), tone: "bad" });
  return { ok: true, refused: all };
}

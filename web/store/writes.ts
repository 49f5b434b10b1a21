import type { InputOf } from "../../client/index.ts";
import { boardWords } from "../words/en/board.ts";
import { announce } from "./announcements.ts";
import type { TicketFields } from "./conflicts.ts";
import type { OutboxEntry, WriteResult } from "./outbox/entry.ts";
import { cancelWrite, enqueue } from "./outbox/outbox.ts";
import { offerUndo, UNDO_MS } from "./outbox/undo.ts";
import { type StoredTicket, type TicketChange, ticketSignal } from "./tickets.ts";
import { showToast } from "./toasts.ts";
import {
  askTransition,
  hasWayBack,
  type TransitionDetails,
  transitionOf,
} from "./transitions/ask-transition.ts";
import { categoryOf, statusName, workspace } from "./workspace.ts";

export { bulkChange } from "./outbox/bulk-change.ts";
export type { WriteResult } from "./outbox/entry.ts";
export { pendingWrites } from "./outbox/outbox.ts";
export { lastUndo, undo } from "./outbox/undo.ts";

/** What a refused write leaves as a draft, and what is removed once it is saved. */
type Draft = NonNullable<OutboxEntry["draft"]>;

const nothing: WriteResult = { ok: false, problem: undefined };

/**
 * Moves a ticket, asking first for what the transition needs unless `details` has it. A move that the
 * workflow cannot take back waits for 5 seconds, in which `undo` still stops it.
 */
export async function moveTicket(
  id: string,
  to: string,
  details?: TransitionDetails,
): Promise<WriteResult> {
  const ticket = shownTicket(id);
  if (!ticket || ticket.status === to) return nothing;
  if (!transitionOf(ticket, to)) {
    const text = boardWords.noTransition(ticket.key, statusName(ticket.status), statusName(to));
    showToast({ text, tone: "bad" });
    return nothing;
  }
  const asked = details ?? (await askTransition([id], to));
  if (!asked) return nothing;
  const isBackPossible = hasWayBack(ticket, to);
  const { key, result } = enqueue({
    operation: "transitionTicket",
    input: { workspace_id: workspaceId(), ticket_id: id, to, ...asked },
    ticketIds: [id],
    changes: { [id]: changeOfMove(ticket, to, asked) },
    subject: ticket.key,
    ...(!isBackPossible && { notBefore: Date.now() + UNDO_MS }),
  });
  announce(boardWords.moved(ticket.key, statusName(to)));
  if (isBackPossible) {
    offerUndo(
      boardWords.movedTo(ticket.key, statusName(to)),
      () => void moveTicket(id, ticket.status, {}),
      id,
    );
  } else {
    const text = boardWords.isNowForGood(ticket.key, statusName(to));
    const takeBack = () => {
      if (!cancelWrite(key)) showToast({ text: boardWords.sentAlready(ticket.key), tone: "bad" });
    };
    offerUndo(text, takeBack, id);
  }
  return result;
}

function changeOfMove(
  { project_id }: StoredTicket,
  to: string,
  { resolution }: TransitionDetails,
): TicketChange {
  if (resolution) return { status: to, resolution };
  return categoryOf(project_id, to) === "done" ? { status: to } : { status: to, resolution: null };
}

/**
 * Changes fields. `base` is the ticket as the edit began; what somebody else changed since then is kept,
 * and a clash is shown to the person.
 */
export async function editTicket(
  id: string,
  changes: TicketFields,
  { base = shownTicket(id), draft }: { base?: StoredTicket | undefined; draft?: Draft } = {},
): Promise<WriteResult> {
  if (!base) return nothing;
  const { result } = enqueue({
    operation: "updateTicket",
    input: { workspace_id: workspaceId(), ticket_id: id, ...changes },
    ticketIds: [id],
    changes: { [id]: changes },
    base: baseOf(base, changes),
    ifMatch: base.version,
    subject: base.key,
    ...(draft && { draft }),
  });
  if (changes.description === undefined) offerUndoOfEdit(base, changes, result);
  return result;
}

function offerUndoOfEdit(
  base: StoredTicket,
  changes: TicketFields,
  result: Promise<WriteResult>,
): void {
  const before = Object.fromEntries(
    Object.keys(changes).map((name) => [name, base[name as keyof TicketFields] ?? null]),
  ) as TicketFields;
  // What this edit has made, not what is shown by now: that may be somebody else's change.
  const made = { ...base, ...changes };
  const takeBack = async () => {
    if ((await result).ok) await editTicket(base.id, before, { base: made });
  };
  offerUndo(boardWords.edited(base.key, changes), () => void takeBack(), base.id);
}

/** Of the base, an entry keeps what merging needs: the fields that change, and the version. */
function baseOf(base: StoredTicket, changes: TicketFields): StoredTicket {
  const { description_html: _, metadata: __, description, ...rest } = base;
  return "description" in changes ? { ...rest, description: description ?? null } : rest;
}

/** Adds and removes labels, one request for each. */
export async function changeLabels(
  id: string,
  { add = [], remove = [] }: { add?: readonly string[]; remove?: readonly string[] },
): Promise<WriteResult> {
  const ticket = shownTicket(id);
  if (!ticket) return nothing;
  const write = (name: string, operation: "labelTicket" | "unlabelTicket", change: TicketChange) =>
    enqueue({
      operation,
      input: { workspace_id: workspaceId(), ticket_id: id, name },
      ticketIds: [id],
      changes: { [id]: change },
      subject: ticket.key,
    }).result;
  const results = await Promise.all([
    ...add.map((name) => write(name, "labelTicket", { addLabels: [name] })),
    ...remove.map((name) => write(name, "unlabelTicket", { removeLabels: [name] })),
  ]);
  return results.find(({ ok }) => !ok) ?? results.at(-1) ?? nothing;
}

type NewTicket = Omit<InputOf<"createTicket">, "workspace_id">;

/** Creates a ticket. It is shown when the server has given it a key. `draft` is removed then. */
export function createTicket(
  fields: NewTicket,
  { draft }: { draft?: Draft } = {},
): Promise<WriteResult> {
  return enqueue({
    operation: "createTicket",
    input: { workspace_id: workspaceId(), ...fields },
    ticketIds: [],
    subject: fields.title,
    ...(draft && { draft }),
  }).result;
}

/** Adds a comment. If it is refused, its text becomes the draft `comment:<ticketId>`. */
export function addComment(ticketId: string, body: string): Promise<WriteResult> {
  return enqueue({
    operation: "createComment",
    input: { workspace_id: workspaceId(), ticket_id: ticketId, body },
    ticketIds: [ticketId],
    subject: boardWords.yourComment,
    draft: { name: `comment:${ticketId}`, value: body },
  }).result;
}

export interface CommentRef {
  ticketId: string;
  commentId: string;
  /** The version that the change began from. */
  version: number;
}

/**
 * Changes the text of a comment. `base` is the text from which the edit began: what somebody else changed
 * since then is kept, and a clash is shown to the person.
 */
export function editComment(
  ref: CommentRef,
  body: string,
  { base, draft }: { base: string; draft: Draft },
): Promise<WriteResult> {
  return enqueue({
    ...commentWrite(ref),
    operation: "updateComment",
    input: { ...commentWrite(ref).input, body },
    base: { version: ref.version, body: base },
    draft,
  }).result;
}

export function deleteComment(ref: CommentRef): Promise<WriteResult> {
  return enqueue({ ...commentWrite(ref), operation: "deleteComment" }).result;
}

function commentWrite({ ticketId, commentId, version }: CommentRef) {
  return {
    input: { workspace_id: workspaceId(), ticket_id: ticketId, comment_id: commentId },
    // A comment has versions of its own, and no ticket changes with it.
    ticketIds: [],
    ifMatch: version,
    subject: boardWords.theComment,
  };
}

/** Moves a ticket to the trash. */
export function deleteTicket(id: string): Promise<WriteResult> {
  const ticket = shownTicket(id);
  if (!ticket) return Promise.resolve(nothing);
  const { result } = enqueue({
    operation: "deleteTicket",
    input: { workspace_id: workspaceId(), ticket_id: id },
    ticketIds: [id],
    changes: { [id]: { deleted_at: new Date().toISOString() } },
    subject: ticket.key,
  });
  offerUndo(boardWords.isInTrash(ticket.key), () => void restoreTicket(id), id);
  return result;
}

/** Takes a ticket out of the trash. */
export function restoreTicket(id: string): Promise<WriteResult> {
  const ticket = shownTicket(id);
  return enqueue({
    operation: "restoreTicket",
    input: { workspace_id: workspaceId(), ticket_id: id },
    ticketIds: [id],
    changes: { [id]: { deleted_at: null } },
    subject: ticket?.key ?? boardWords.theTicket,
  }).result;
}

function shownTicket(id: string): StoredTicket | undefined {
  return ticketSignal(id)?.peek();
}

function workspaceId(): string {
  return workspace.peek()?.id ?? "";
}

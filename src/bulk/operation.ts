import type { z } from "zod";
import type { Permission } from "../auth/permissions.ts";
import type { Comment } from "../comments/comment.ts";
import type { EventType } from "../events/catalogue/event-types.ts";
import type { Problem } from "../problems.ts";
import type { TicketLock } from "../tickets/queries.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { RunBulkOperationsBody } from "./schemas.ts";

export type Operation = z.output<typeof RunBulkOperationsBody>["operations"][number];
export type Op = Operation["op"];
export type Targeted = Exclude<Operation, { op: "create" }>;

/** What came of an operation: what it made or changed, or why it did not. */
export interface Outcome {
  op: Op;
  ticket?: Ticket;
  comment?: Comment;
  problem?: Problem;
}

/** What an operation is by itself: what it needs, how it holds its ticket, under which name it is refused. */
interface Kind {
  permission: Permission;
  lock: TicketLock | undefined;
  action: EventType;
  /** Whether a workspace that asks for it takes this only under `if_match`. */
  conditional: boolean;
}

const change = "for no key update";

export const kinds: Record<Op, Kind> = {
  create: kind("ticket:create", "ticket.created", undefined),
  update: kind("ticket:edit", "ticket.updated", change, { conditional: true }),
  transition: kind("ticket:transition", "ticket.transitioned", change, { conditional: true }),
  label: kind("ticket:edit", "ticket.labeled", change),
  unlabel: kind("ticket:edit", "ticket.unlabeled", change),
  claim: kind("ticket:claim", "ticket.claimed", change),
  release: kind("ticket:claim", "ticket.released", change),
  comment: kind("comment:create", "comment.created", "for key share"),
  delete: kind("ticket:delete", "ticket.deleted", "for update", { conditional: true }),
  restore: kind("ticket:restore", "ticket.restored", "for update", { conditional: true }),
};

/** Everybody whom an operation names as an assignee. */
export function assigneesOf(operation: Operation): (string | null | undefined)[] {
  switch (operation.op) {
    case "create":
    case "update":
      return [operation.assignee_id];
    case "transition":
      return [operation.assignee_id, operation.fields?.assignee_id];
    default:
      return [];
  }
}

export function externalIdOf(operation: Operation): string | null | undefined {
  if (operation.op === "transition") return operation.fields?.external_id;
  if (operation.op === "create" || operation.op === "update") return operation.external_id;
  return undefined;
}

export function labelsOf(operation: Operation): readonly string[] {
  if (operation.op === "create") return operation.labels;
  return operation.op === "label" ? [operation.label] : [];
}

function kind(
  permission: Permission,
  action: EventType,
  lock: TicketLock | undefined,
  { conditional = false } = {},
): Kind {
  return { permission, action, lock, conditional };
}

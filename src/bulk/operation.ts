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

/**
 * The result of an operation: what it created or changed, or why it was refused. Without texts,
 * because those of a hundred tickets would be tens of megabytes.
 */
export interface Outcome {
  op: Op;
  ticket?: Pick<Ticket, "id" | "key" | "version" | "status">;
  comment?: Pick<Comment, "id" | "ticket_id" | "version">;
  problem?: Problem;
}

/** The permission of an operation, and the action under which a refusal is recorded. */
interface Kind {
  permission: Permission;
  action: EventType;
  /** Whether a workspace that requires `If-Match` accepts this only with `if_match`. */
  conditional: boolean;
}

export const kinds: Record<Op, Kind> = {
  create: kind("ticket:create", "ticket.created"),
  update: kind("ticket:edit", "ticket.updated", { conditional: true }),
  transition: kind("ticket:transition", "ticket.transitioned", { conditional: true }),
  label: kind("ticket:edit", "ticket.labeled"),
  unlabel: kind("ticket:edit", "ticket.unlabeled"),
  claim: kind("ticket:claim", "ticket.claimed"),
  release: kind("ticket:claim", "ticket.released"),
  comment: kind("comment:create", "comment.created"),
  delete: kind("ticket:delete", "ticket.deleted", { conditional: true }),
  restore: kind("ticket:restore", "ticket.restored", { conditional: true }),
};

/** How each operation locks its ticket. */
export const ticketLocks: Record<Targeted["op"], TicketLock> = {
  update: "for no key update",
  transition: "for no key update",
  label: "for no key update",
  unlabel: "for no key update",
  claim: "for no key update",
  release: "for no key update",
  comment: "for key share",
  delete: "for update",
  restore: "for update",
};

/** The users that an operation names as assignees. */
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

/** The texts of an operation, in which members may be mentioned. */
export function textsOf(operation: Operation): (string | null | undefined)[] {
  switch (operation.op) {
    case "create":
    case "update":
      return [operation.description];
    case "transition":
      return [operation.comment, operation.fields?.description];
    case "comment":
      return [operation.body];
    default:
      return [];
  }
}

export function labelsOf(operation: Operation): readonly string[] {
  if (operation.op === "create") return operation.labels;
  return operation.op === "label" ? [operation.label] : [];
}

function kind(
  permission: Permission,
  action: EventType,
  { conditional = false }: { conditional?: boolean } = {},
): Kind {
  return { permission, action, conditional };
}

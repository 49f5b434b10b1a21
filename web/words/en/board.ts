import type { TicketFields } from "../../store/conflicts.ts";
import type { RefusedTicket } from "../../store/outbox/entry.ts";

/** Every sentence of the board, and of writes, undo and the connection. */
export const boardWords = {
  undo: "Undo",
  tryNow: "Try now",
  savingSlowly: "Saving takes longer than usual.",
  lostAccess: "You are no longer a member of this workspace.",
  yourComment: "Your comment",
  theTicket: "The ticket",
  theTickets: "The tickets",
  moved: (key: string, status: string) => `${key} moved to ${status}.`,
  movedBy: (name: string, key: string, status: string) => `${name} moved ${key} to ${status}.`,
  isNow: (key: string, status: string) => `${key} is ${status.toLowerCase()}`,
  isNowForGood: (key: string, status: string) =>
    `${key} is ${status.toLowerCase()}, and there is no way back`,
  noTransition: (key: string, from: string, to: string) =>
    `${key} cannot move from ${from} to ${to}.`,
  movedFirst: ({ key, name, status }: { key: string; name: string | undefined; status: string }) =>
    name === undefined
      ? `${key} was moved to ${status} meanwhile.`
      : `${name} has moved ${key} to ${status} meanwhile.`,
  refused: (subject: string, why: string) => `${subject} was not changed. ${why}`,
  isInTrash: (key: string) => `${key} is in the trash`,
  edited(key: string, changes: TicketFields): string {
    if (changes.priority) return `${key} has ${priorityText(changes.priority)}`;
    if (changes.due_on !== undefined) {
      return changes.due_on === null
        ? `${key} is not due any more`
        : `${key} is due ${changes.due_on}`;
    }
    if (changes.assignee_id !== undefined) {
      return changes.assignee_id === null ? `${key} has no assignee` : `${key} is assigned`;
    }
    return changes.title === undefined ? `${key} is changed` : `${key} has a new title`;
  },
  bulkMoved: (count: number, status: string) => `${tickets(count)} moved to ${status}`,
  bulkChanged: (count: number) => `${tickets(count)} changed`,
  bulkRefused(refused: readonly RefusedTicket[], of: number): string {
    const reasons = refused.slice(0, 3).map(({ key, detail }) => `${key}: ${detail}`);
    const more = refused.length > 3 ? ` And ${refused.length - 3} more.` : "";
    return `${refused.length} of ${tickets(of)} not changed. ${reasons.join(" ")}${more}`;
  },
} as const;

function tickets(count: number): string {
  return count === 1 ? "1 ticket" : `${count.toLocaleString("en")} tickets`;
}

function priorityText(priority: string): string {
  return priority === "none" ? "no priority" : `${priority} priority`;
}

import type { TicketFields } from "../../store/conflicts.ts";
import type { RefusedTicket } from "../../store/outbox/entry.ts";

/** Every sentence of the board, and of writes, undo and the connection. */
export const boardWords = {
  board: "Board",
  projectMissing: (key: string) => `There is no project ${key}`,
  projectMissingWhy: "It may have another key now. The projects of this workspace are at the left.",
  emptyBoard: "No tickets yet",
  emptyBoardForViewers: "Members of the workspace can write the first one.",
  emptyColumn: "No tickets",
  nothingMatches: "Nothing here matches the filter.",
  clear: "Clear",
  tryAgain: "Try again",
  ticketsInColumn: " tickets",
  arrivals: (count: number) => `${count.toLocaleString("en")} new`,
  newTicketIn: (status: string) => `New ticket in ${status}`,
  collapse: (status: string) => `Collapse ${status}`,
  expand: "Expand",
  collapsedColumn: (status: string, count: number) => `${status}, ${tickets(count)}, collapsed`,
  nextInQueueTitle: "Next in the queue: claim-next returns this ticket",
  nextInQueue: ", next in the queue",
  due: "due ",
  assignedTo: (name: string | undefined) =>
    name === undefined ? "assigned" : `assigned to ${name}`,
  moveTo: (status: string) => `Move to ${status}`,
  asks(status: string, asked: { reason_required: boolean; resolution_required: boolean }) {
    if (asked.reason_required && asked.resolution_required) {
      return `${status} asks for a reason and how it ended`;
    }
    if (asked.reason_required) return `${status} asks for a reason`;
    return asked.resolution_required ? `${status} asks how it ended` : undefined;
  },
  moveDialog: (moved: readonly { key: string }[], status: string) =>
    moved.length === 1 && moved[0]
      ? `Move ${moved[0].key} to ${status}`
      : `Move ${tickets(moved.length)} to ${status}`,
  tickets: (count: number) => tickets(count),
  to: "to",
  reason: "Why? It stays in the ticket’s history.",
  resolution: "How did it end?",
  resolutions: [
    { id: "done", name: "Done", meaning: "What it asked for is there." },
    { id: "wont_do", name: "Won’t do", meaning: "Decided against." },
    { id: "duplicate", name: "Duplicate", meaning: "Another ticket has it." },
    { id: "cannot_reproduce", name: "Cannot reproduce", meaning: "Nobody could see it again." },
  ],
  leaveIt: "Leave it",
  undo: "Undo",
  tryNow: "Try now",
  savingSlowly: "Saving takes longer than usual.",
  lostAccess: "You are no longer a member of this workspace.",
  yourComment: "Your comment",
  theComment: "The comment",
  theTicket: "The ticket",
  theTickets: "The tickets",
  moved: (key: string, status: string) => `${key} moved to ${status}.`,
  movedBy: (name: string, key: string, status: string) => `${name} moved ${key} to ${status}.`,
  movedTo: (key: string, status: string) => `${key} moved to ${status}`,
  isNowForGood: (key: string, status: string) =>
    `${key} is ${status.toLowerCase()}, and there is no way back`,
  sentAlready: (key: string) => `It is too late: the move of ${key} was sent.`,
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
  bulkIsForGood: (count: number, status: string) =>
    `${tickets(count)} moved to ${status}, and there is no way back`,
  bulkSentAlready: "It is too late: the move was sent.",
  bulkMoved: (count: number, status: string) => `${tickets(count)} moved to ${status}`,
  bulkChanged: (count: number) => `${tickets(count)} changed`,
  merged: (subject: string) => `${subject} changed meanwhile. It now has both changes`,
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

/** Every sentence of the inbox. */
export const inboxWords = {
  title: "Inbox",
  views: { inbox: "Inbox", unread: "Unread", archived: "Archived" },
  allReasons: "Any reason",
  reason: "Reason",
  reasons: {
    assigned: "Assigned",
    mentioned: "Mentioned",
    commented: "Comment",
    transitioned: "Moved",
    claimed: "Claimed",
    due: "Due",
    watching: "Watching",
  },
  notice: "Notice",
  rows: "Notifications",
  unread: "Unread",
  markAllRead: "Mark all as read",
  markedRead: (count: number) =>
    count === 1 ? "1 notification is read." : `${count} notifications are read.`,
  archive: "Archive",
  unarchive: "Move to the inbox",
  undo: "Undo",
  archived: (name: string) => `Archived ${name}.`,
  unarchived: (name: string) => `Moved ${name} to the inbox.`,
  thisWorkspace: "This workspace",
  everywhere: "All workspaces",
  elsewhere: (count: number) =>
    `${count >= 100 ? "100 or more are" : count === 1 ? "1 is" : `${count} are`} unread in other workspaces or about your account.`,
  showEverywhere: "Show all",
  empty: {
    inbox: "Nothing new",
    unread: "Everything is read",
    archived: "Nothing is archived",
  },
  emptyText: {
    inbox:
      "What is assigned to you, mentions you or happens to a ticket that you watch appears here.",
    unread: "Press G M to see your work.",
    archived: "Press E on a notification to archive it. The next event brings it back.",
  },
  slacky: "Slacky",
  /** What happened last, after the name of who did it. */
  happened: {
    "ticket.created": "created it",
    "ticket.updated": "changed it",
    "ticket.transitioned": "moved it",
    "ticket.claimed": "claimed it",
    "ticket.released": "released it",
    "ticket.labeled": "added a label",
    "ticket.unlabeled": "removed a label",
    "ticket.due": "announced the due date",
    "ticket.deleted": "deleted it",
    "ticket.restored": "restored it",
    "comment.created": "commented",
  } as Readonly<Record<string, string>>,
  happenedOtherwise: "changed it",
};

/** A sentence about an event. What is in `strong` stands out. */
export type Sentence = readonly (string | { strong: string })[];

const strong = (text: string) => ({ strong: text });
const list = (names: readonly string[]): Sentence =>
  names.flatMap((name, at) => (at === 0 ? [strong(name)] : [", ", strong(name)]));

/** Every sentence of a ticket's activity. The name of the person who acted stands in front. */
export const activityWords = {
  heading: "Activity",
  older: "Show older activity",
  loading: "The activity is loading",
  failed: "The activity could not be loaded.",
  retry: "Try again",
  newestFirst: "Newest first",
  oldestFirst: "Oldest first",
  slacky: "Slacky",

  created: ["created this ticket"] as Sentence,
  moved: (from: string, to: string): Sentence => [`moved it from ${from} to `, strong(to)],
  movedTo: (to: string): Sentence => ["moved it to ", strong(to)],
  resolution: (name: string): Sentence => ["resolved it as ", strong(name)],
  title: (from: string, to: string): Sentence => [
    `changed the title from “${from}” to `,
    strong(`“${to}”`),
  ],
  description: ["edited the description"] as Sentence,
  priority: (from: string, to: string): Sentence => [
    `changed the priority from ${from} to `,
    strong(to),
  ],
  assigned: (name: string): Sentence => ["assigned it to ", strong(name)],
  assignedToSelf: ["took it"] as Sentence,
  unassigned: (name: string): Sentence => [`unassigned ${name}`],
  assigneeLeft: (name: string): Sentence => [`unassigned ${name}, who left the workspace`],
  due: (day: string): Sentence => ["set the due date to ", strong(day)],
  dueRemoved: ["removed the due date"] as Sentence,
  externalId: (id: string): Sentence => ["set the external ID to ", strong(id)],
  externalIdRemoved: ["removed the external ID"] as Sentence,
  metadata: ["changed the metadata"] as Sentence,
  labelsAdded: (names: readonly string[]): Sentence => [
    names.length === 1 ? "added the label " : "added the labels ",
    ...list(names),
  ],
  labelsRemoved: (names: readonly string[]): Sentence => [
    names.length === 1 ? "removed the label " : "removed the labels ",
    ...list(names),
  ],
  claimed: ["claimed it"] as Sentence,
  released: ["released it"] as Sentence,
  leaseExpired: ["returned it to the queue, because the lease ran out"] as Sentence,
  dueSoon: ["reminded: due tomorrow"] as Sentence,
  dueToday: ["reminded: due today"] as Sentence,
  overdue: ["reminded: the due date has passed"] as Sentence,
  deleted: ["moved it to the trash"] as Sentence,
  restored: ["restored it from the trash"] as Sentence,
  redacted: ["removed a secret from the text"] as Sentence,
  versionRedacted: ["emptied an earlier version"] as Sentence,
  commentDeleted: ["deleted a comment"] as Sentence,
  commentOfOtherDeleted: (name: string): Sentence => [`deleted a comment by ${name}`],
  and: " and ",
  comma: ", ",

  comment: {
    edited: "edited",
    copyLink: "Copy a link to this comment",
    edit: "Edit",
    delete: "Delete",
    deleteQuestion: "Delete this comment? It cannot be restored.",
    confirmDelete: "Delete comment",
    cancel: "Cancel",
    save: "Save",
    versions: "Show earlier versions",
    more: "More about this comment",
    label: "Comment in Markdown",
    byName: (name: string) => `Comment by ${name}`,
    missing: "The comment of this link does not exist any more.",
  },

  resolutions: {
    done: "done",
    wont_do: "won’t do",
    duplicate: "duplicate",
    cannot_reproduce: "cannot reproduce",
  } as Record<string, string>,
};

/** What the page about labels says. */
export const labelWords = {
  title: "Labels",
  intro: "A label exists from its first use on. To create one, add it to a ticket.",
  empty: "No ticket has a label yet",
  emptyHint: "Press L on a ticket to give it one.",
  emptyFiltered: "No label begins like this",
  find: "Find a label",
  tickets: (count: number) =>
    count >= 1_000 ? "1,000 tickets or more" : count === 1 ? "1 ticket" : `${count} tickets`,
  rename: "Rename",
  renameOf: (name: string) => `Rename ${name}`,
  save: "Save the name",
  newName: "New name",
  mergeHint: "If another label has this name, the two become one.",
  remove: "Delete",
  removeOf: (name: string) => `Delete ${name}`,
  removeTitle: (name: string) => `Delete the label ${name}?`,
  removeText: (tickets: string) =>
    `It is removed from ${tickets}, deleted ones too. This cannot be undone.`,
  removeAction: "Delete the label",
};

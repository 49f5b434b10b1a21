/** What the page about the workspace itself says. */
export const workspaceWords = {
  title: "General",
  intro: "The name of the workspace, and rules that apply to everybody in it.",
  identity: "Name and address",
  name: "Name",
  slug: "Address",
  slugHint: "The first part of every address. Links with an earlier one go on working.",
  save: "Save",
  saved: "Saved.",
  rules: "Rules",
  requireIfMatch: "Changes must name the version that they are based on",
  requireIfMatchHint:
    "Programs then cannot overwrite what somebody else has just changed. This app always does it.",
  versionsVisible: "Everybody reads earlier texts",
  versionsVisibleHint:
    "Otherwise only those who wrote a ticket or comment, and admins, read what it said before.",
  delete: "Delete the workspace",
  deleteIntro: "Everything in it disappears for everybody. An admin can restore it for 30 days.",
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteAction: (name: string) => `Delete ${name}`,
  deleteEffects: [
    "Nobody can read or change anything in it any more.",
    "API tokens of its service accounts stop working.",
    "For 30 days, those who are admins now can restore it, under Your account, Workspaces.",
  ],
  typeName: (name: string) => `Type ${name} to delete it`,
  deleted: (name: string) => `${name} was deleted. You can restore it for 30 days.`,
  readOnly: "Only admins can change the workspace.",
};

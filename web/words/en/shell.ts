/** What surrounds every page. */
export const shellWords = {
  title: (parts: readonly (string | undefined)[]) => [...parts, "Slacky"].join(" · "),
  skipToContent: "Skip to the content",

  myWork: "My work",
  inbox: "Inbox",
  unread: (count: string) => `${count} unread`,
  projects: "Projects",
  newProject: "New project",
  workspacePart: "Workspace",
  members: "Members",
  workflows: "Workflows",
  auditLog: "Audit log",
  trash: "Trash",
  settings: "Settings",
  navigation: "Workspace",
  bottomNavigation: "Main",
  searchOrDo: "Search or do",
  search: "Search",
  allKeys: "All keys",
  switchWorkspace: "Switch workspace",
  newWorkspace: "New workspace",
  yourAccount: "Your account",
  accountMenu: (name: string) => `Your account, ${name}`,
  appearance: "Appearance",
  signOut: "Sign out",
  signOutUnsaved: "Not everything is saved yet",
  signOutUnsavedWhy: ({ changes, drafts }: { changes: number; drafts: number }) =>
    `If you sign out now, this is lost: ${[
      changes > 0 && `${changes} of your changes`,
      drafts > 0 && `${drafts} of your drafts`,
    ]
      .filter(Boolean)
      .join(", ")}.`,
  signOutAnyway: "Sign out and lose them",
  staySignedIn: "Stay signed in",

  view: "View",
  board: "Board",
  list: "List",
  newTicket: "New ticket",

  live: "Live",
  connecting: "Connecting",
  saving: "Saving",
  offline: "Offline, trying again",
  offlineWith: (count: number) => `Offline, ${count} to send`,

  archived: (mayRestore: boolean) =>
    mayRestore
      ? "This project is archived: nothing in it can be changed. You can restore it in the settings."
      : "This project is archived: nothing in it can be changed. An admin can restore it.",

  newVersion: "A new version of Slacky is here.",
  reload: "Reload",
  tryAgain: "Try again",
  dismiss: "Dismiss",
  close: "Close",
  cancel: "Cancel",
  back: "Back",

  partFailed: "This part failed",
  partFailedWhy: "The rest of the page works. Try again, or reload the page.",
  requestId: (id: string) => `Request ${id}`,
  pageMissing: "There is no such page",
  pageMissingWhy: "Check the address, or go to your work.",
  workspaceMissing: "You cannot open this workspace",
  workspaceMissingWhy: "It does not exist, or you are not a member of it.",
  workspaceAmbiguous: "Which of these?",
  workspaceAmbiguousWhy: "Two of your workspaces have the same address.",
  notReachable: "Slacky cannot be reached",
  nothingMatches: "Nothing has this name",

  justNow: "just now",
  today: "Today",
  tomorrow: "Tomorrow",
  yesterday: "Yesterday",

  formerMember: "A former member",
  nobody: "Nobody",
  priorities: {
    urgent: "Urgent",
    high: "High",
    medium: "Medium",
    low: "Low",
    none: "No priority",
  } as Readonly<Record<string, string>>,
};

/** What surrounds every page. */
export const shellWords = {
  appName: "Slacky",
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
  signOutUnsaved: ({ changes, drafts }: { changes: number; drafts: number }) =>
    changes + drafts === 1
      ? `${changes ? "A change" : "A draft"} is not saved yet`
      : `${[
          ...(changes ? [`${changes} ${changes === 1 ? "change" : "changes"}`] : []),
          ...(drafts ? [`${drafts} ${drafts === 1 ? "draft" : "drafts"}`] : []),
        ].join(" and ")} are not saved yet`,
  signOutUnsavedWhy: "If you sign out now, they are lost.",
  signOutAnyway: "Sign out and lose them",
  staySignedIn: "Stay signed in",
  showSidebar: "Show the sidebar",
  hideSidebar: "Hide the sidebar",

  view: "View",
  board: "Board",
  list: "List",
  newTicket: "New ticket",
  titleOfNewTicket: "Title",
  descriptionOfNewTicket: "Description",

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

  partFailed: "This part failed",
  partFailedWhy: "The rest of the page works. Try again, or reload the page.",
  requestId: (id: string) => `Request ${id}`,
  pageMissing: "There is no such page",
  pageMissingWhy: "Check the address, or go to your work.",
  workspaceMissing: "You cannot open this workspace",
  workspaceMissingWhy: "It does not exist, or you are not a member of it. Your workspaces:",
  workspaceAmbiguous: "Which of these?",
  workspaceAmbiguousWhy: "Two of your workspaces have the same address.",
  projectMissing: (key: string) => `There is no project ${key} here`,
  projectMissingWhy: "It does not exist, or you cannot see it.",
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

import type { Member } from "../../../client/index.ts";

/** What the pages of a workspace's settings have in common. */
export const settingsWords = {
  links: "Settings",
  workspace: "Workspace",
  account: "Your account",
  workspacePages: {
    workspace: "General",
    members: "Members",
    "service-accounts": "Service accounts",
    projects: "Projects",
    workflows: "Workflows",
    labels: "Labels",
    audit: "Audit log",
  },
  accountPages: {
    profile: "Profile",
    security: "Security",
    notifications: "Notifications",
    appearance: "Appearance",
    workspaces: "Workspaces",
  },
  roles: { viewer: "Viewer", member: "Member", admin: "Admin" } satisfies Record<
    Member["role"],
    string
  >,
  roleHints: {
    viewer: "Reads everything, changes nothing.",
    member: "Works with tickets, comments and labels.",
    admin: "Also manages members, projects, workflows and the workspace.",
  } satisfies Record<Member["role"], string>,
  role: "Role",
  name: "Name",
};

/**
 * The chapters of the contract, in reading order. An operation belongs to the last one that matches
 * its path.
 */
const chapters = [
  {
    name: "Sign-in",
    at: /^\/v1\/(auth\/|instance$)/,
    description:
      "What this server offers; register, sign in, refresh the access token, sign out, and what the links of account mails do.",
  },
  {
    name: "Me",
    at: /^\/v1\/me\b/,
    description: "Your account, its sessions, and your pending invitations.",
  },
  {
    name: "Workspaces",
    at: /^\/v1\/workspaces\b/,
    description: "A workspace holds the data of one team, isolated from all others.",
  },
  {
    name: "Members",
    at: /_id\/(members|invitations|service-accounts)\b/,
    description: "The people and service accounts of a workspace, and their roles.",
  },
  {
    name: "Workflows",
    at: /\/workflows\b/,
    description: "Statuses and the transitions between them. A workflow is immutable.",
  },
  {
    name: "Projects",
    at: /\/projects\b/,
    description: "A project has a key, a workflow and tickets. An archived project is read-only.",
  },
  {
    name: "Tickets",
    at: /\/(tickets|claim-next)\b/,
    description:
      "Create, find, change and move tickets. A status changes only along the transitions of the workflow.",
  },
  {
    name: "Labels",
    at: /_id\/labels\b/,
    description: "The labels of a workspace, to list, rename, merge and delete them.",
  },
  {
    name: "Comments",
    at: /\/(comments|markdown)\b/,
    description: "Comments on tickets, in Markdown, and how a text will look.",
  },
  {
    name: "Watching",
    at: /(\/(watch|watchers)|_id\/notification-settings)$/,
    description: "Who is notified of what happens to a ticket and of new tickets, and how.",
  },
  {
    name: "Notifications",
    at: /^\/v1\/notifications\b|\/notification\b/,
    description:
      "Your inbox: the tickets on which something happened that concerns you, and notices.",
  },
  {
    name: "Events",
    at: /\/events\b/,
    description: "Everything that happens in a workspace, as one ordered feed.",
  },
  {
    name: "Audit",
    at: /\/audit\b/,
    description: "Who did what, from where and with which outcome, as a verifiable hash chain.",
  },
];

export function tagOf(path: string): string {
  const chapter = chapters.findLast(({ at }) => at.test(path));
  if (!chapter) throw new Error(`${path} belongs to no chapter of src/contract/openapi/tags.ts.`);
  return chapter.name;
}

/** The chapters to which any of these paths belongs. */
export function tagsOf(paths: readonly string[]): { name: string; description: string }[] {
  const used = new Set(paths.map(tagOf));
  return chapters
    .filter(({ name }) => used.has(name))
    .map(({ name, description }) => ({ name, description }));
}

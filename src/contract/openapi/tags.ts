/**
 * The chapters of the contract, in reading order. An operation belongs to the last one that matches
 * its path.
 */
const chapters = [
  {
    name: "Sign-in",
    at: /^\/v1\/auth\//,
    description: "Make an account, sign in, keep the access token fresh, sign out.",
  },
  {
    name: "Me",
    at: /^\/v1\/me\b/,
    description: "Your account, its sessions, and the invitations that wait for you.",
  },
  {
    name: "Workspaces",
    at: /^\/v1\/workspaces\b/,
    description: "Where a team works. Nothing reaches from one workspace into another.",
  },
  {
    name: "Members",
    at: /_id\/(members|invitations|service-accounts)\b/,
    description: "Who works in a workspace, and in which role.",
  },
  {
    name: "Workflows",
    at: /\/workflows\b/,
    description:
      "Statuses, and the transitions between them. A workflow never changes once it is made.",
  },
  {
    name: "Projects",
    at: /\/projects\b/,
    description: "A project has a key, a workflow and tickets. Archived, it is read-only.",
  },
  {
    name: "Tickets",
    at: /\/(tickets|claim-next|labels)\b/,
    description: "Make, find, change and move tickets. A status changes along its workflow only.",
  },
  {
    name: "Comments",
    at: /\/comments\b/,
    description: "What is said about a ticket.",
  },
  {
    name: "Events",
    at: /\/events\b/,
    description: "Everything that happens in a workspace, in one order, as a feed to follow.",
  },
  {
    name: "Audit",
    at: /\/audit\b/,
    description: "Who did what, from where and with what outcome, in a chain that can be verified.",
  },
];

export function tagOf(path: string): string {
  const chapter = chapters.findLast(({ at }) => at.test(path));
  if (!chapter) throw new Error(`${path} is in no chapter of src/contract/openapi/tags.ts.`);
  return chapter.name;
}

/** The chapters to which any of these paths belongs. */
export function tagsOf(paths: readonly string[]): { name: string; description: string }[] {
  const used = new Set(paths.map(tagOf));
  return chapters
    .filter(({ name }) => used.has(name))
    .map(({ name, description }) => ({ name, description }));
}

/** What the pages about workflows say. */
export const workflowWords = {
  title: "Workflows",
  intro:
    "A workflow says which statuses a ticket has and how it moves between them. A workflow never changes: save a changed copy, and switch projects to it.",
  create: "New workflow",
  copy: "Change a copy",
  copyOf: (name: string) => `Change a copy of ${name}`,
  open: (name: string) => `Open ${name}`,
  usedBy: "Used by",
  usedByNobody: "No project uses it.",
  missing: "There is no such workflow here",
  missingWhy: "Look it up in the list of workflows.",
  all: "All workflows",

  asks: { reason: "reason", resolution: "resolution", admins: "admins only" },
  /** What an arrow says; screen readers read the sentence. */
  transition: (from: string, to: string, asks: string) =>
    asks === "" ? `${from} to ${to}` : `${from} to ${to} (${asks})`,
  drawingOf: (name: string, transitions: readonly string[]) =>
    `${name}: ${transitions.length === 0 ? "no transitions" : transitions.join(", ")}.`,
  categories: { todo: "To do", doing: "In progress", done: "Done" },

  projects: "Projects",
  projectsIntro: "A project can use this workflow if it has every status that its tickets are in.",
  alreadyUses: "Uses it",
  usesInstead: (workflow: string) => `Uses ${workflow}`,
  switchProject: "Switch",
  switchProjectTo: (project: string) => `Switch ${project} to this workflow`,
  noProjects: "There is no project to switch.",
  created: (name: string) =>
    `The workflow ${name} was created. Switch the projects that should use it.`,

  editorTitle: "New workflow",
  copyTitle: (name: string) => `A copy of ${name}`,
  firstStatuses: [
    { name: "Open", category: "todo" as const },
    { name: "In progress", category: "doing" as const },
    { name: "Done", category: "done" as const },
  ],
  name: "Name",
  statuses: "Statuses",
  statusesIntro:
    "In the order of the columns of a board. New tickets start in the first one. A status with another name is another status: tickets have to move there.",
  statusName: (index: number) => `Name of status ${index}`,
  statusKey: (key: string) => `In the API: ${key}`,
  category: (name: string) => `Category of ${name}`,
  addStatus: "Add a status",
  moveBefore: (name: string) => `Move ${name} up`,
  moveAfter: (name: string) => `Move ${name} down`,
  removeStatus: (name: string) => `Remove ${name}`,
  unnamed: (index: number) => `status ${index}`,
  transitions: "Transitions",
  transitionsIntro:
    "A row is the status that a ticket is in, a column the one that it moves to. Press a cell to allow the transition, and choose what it asks for.",
  fromTo: "From, to",
  allow: (from: string, to: string) => `Allow ${from} to ${to}`,
  reasonOf: (from: string, to: string) => `${from} to ${to} asks for a reason`,
  resolutionOf: (from: string, to: string) => `${from} to ${to} asks for a resolution`,
  adminsOf: (from: string, to: string) => `${from} to ${to} is for admins only`,
  reason: "Reason",
  resolution: "Resolution",
  admins: "Admins only",
  preview: "What it looks like",
  save: "Create the workflow",
  forbidden: "Only admins can create workflows.",
  restored: "This is what you had not saved yet.",
  discard: "Start again",

  // The API's sentences: a test compares them.
  nameLength: (max: number) => `Must be 1 to ${max} characters long.`,
  noStatus: "Must have at least one status.",
  tooManyStatuses: (max: number) => `Must have at most ${max} statuses.`,
  tooManyTransitions: (max: number) => `Must have at most ${max} transitions.`,
  statusShape: "Must be 1 to 40 characters from a-z, 0-9 and _, starting with a letter.",
  statusTwice: "Is listed twice.",
  statusUnreachable:
    "This status cannot be reached from the first one, so no ticket could ever have it.",
};

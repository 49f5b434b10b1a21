import type { CreateWorkflow } from "../../client/index.ts";

/** The invented company of the demo rents bicycles. */
export const company = "Korvelo";

export type PersonKey = keyof typeof people;
export type AgentKey = keyof typeof agents;
export type MemberKey = PersonKey | AgentKey;
export type ProjectKey = keyof typeof projects;

interface Person {
  name: string;
  role: "viewer" | "member" | "admin";
}

/** Twelve people. The address of each is their key at example.com. */
export const people = {
  mara: { name: "Mara Lindqvist", role: "admin" },
  tomas: { name: "Tomás Herrera", role: "admin" },
  ines: { name: "Inês Carvalho", role: "member" },
  ben: { name: "Ben Okafor", role: "member" },
  ravi: { name: "Ravi Menon", role: "member" },
  sofia: { name: "Sofia Marchetti", role: "member" },
  yui: { name: "佐藤 結衣", role: "member" },
  layla: { name: "ليلى منصور", role: "member" },
  piotr: { name: "Piotr Zieliński", role: "member" },
  greta: { name: "Greta Baumann", role: "member" },
  luca: { name: "Luca Fontaine", role: "member" },
  agnes: { name: "Ágnes Novák", role: "viewer" },
} as const satisfies Record<string, Person>;

/** Two programs that work on tickets. */
export const agents = {
  sorter: { name: "Sorter", role: "member" },
  wrench: { name: "Wrench", role: "member" },
} as const;

/** Who signs in to look around: an admin. */
export const guide: PersonKey = "mara";

/** The password of all twelve. It is public, so a demo is only for trying things. */
export const password = "pedals and puncture repair";

/** A person with an invitation that they have not accepted yet. */
export const invited = { email: "oskar@example.com", role: "member" } as const;

/** The workflow of three projects. The fourth has one that every workspace has. */
export const delivery: CreateWorkflow = {
  name: "delivery",
  statuses: [
    { status: "backlog", category: "todo" },
    { status: "ready", category: "todo" },
    { status: "in_progress", category: "doing" },
    { status: "blocked", category: "doing" },
    { status: "in_review", category: "doing" },
    { status: "done", category: "done" },
  ],
  transitions: [
    { from: "backlog", to: "ready" },
    { from: "backlog", to: "done", resolution_required: true },
    { from: "ready", to: "backlog" },
    { from: "ready", to: "in_progress" },
    { from: "ready", to: "done", resolution_required: true },
    { from: "in_progress", to: "ready" },
    { from: "in_progress", to: "blocked", reason_required: true },
    { from: "blocked", to: "in_progress" },
    { from: "in_progress", to: "in_review" },
    { from: "in_review", to: "in_progress", reason_required: true },
    { from: "in_review", to: "done" },
    { from: "done", to: "in_progress", permission: "ticket:reopen", reason_required: true },
  ],
};

interface Project {
  name: string;
  workflow: "delivery" | "reopenable";
  reporters: readonly MemberKey[];
  workers: readonly MemberKey[];
  /** Members who want to know of new tickets. */
  watchers: readonly PersonKey[];
}

export const projects = {
  APP: {
    name: "Rider app",
    workflow: "delivery",
    reporters: ["luca", "layla", "yui", "mara", "sofia"],
    workers: ["ravi", "sofia", "yui"],
    watchers: ["mara"],
  },
  CORE: {
    name: "Platform",
    workflow: "delivery",
    reporters: ["tomas", "ines", "ben", "luca", "mara"],
    workers: ["ben", "ines", "tomas"],
    watchers: ["tomas"],
  },
  DOCK: {
    name: "Docks and locks",
    workflow: "delivery",
    reporters: ["piotr", "greta", "tomas", "layla"],
    workers: ["piotr", "ben", "layla"],
    watchers: ["greta"],
  },
  FIX: {
    name: "Workshop",
    workflow: "reopenable",
    reporters: ["luca", "sorter", "greta", "sorter"],
    workers: ["greta", "piotr", "luca"],
    watchers: [],
  },
} as const satisfies Record<string, Project>;

export function emailOf(person: PersonKey): string {
  return `${person}@example.com`;
}

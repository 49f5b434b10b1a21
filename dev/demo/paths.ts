import type { TransitionTicket } from "../../client/index.ts";
import type { Story } from "./ticket-text.ts";

/** Who makes a transition, by what they have to do with the ticket. */
type Part = "lead" | "worker" | "reviewer" | "admin";

export interface Move {
  by: Part;
  to: string;
  /** The worker takes the ticket with it. */
  takes?: true;
  resolution?: NonNullable<TransitionTicket["resolution"]>;
  /** Which kind of reason it has. */
  reason?: "blocked" | "rejected" | "reopened" | "dismissed";
}

type MoveName =
  | "triage"
  | "start"
  | "block"
  | "unblock"
  | "submit"
  | "reject"
  | "finish"
  | "reopen";
type Moves = Partial<Record<MoveName, Move>>;

const delivery: Moves = {
  triage: { by: "lead", to: "ready" },
  start: { by: "worker", to: "in_progress", takes: true },
  block: { by: "worker", to: "blocked", reason: "blocked" },
  unblock: { by: "worker", to: "in_progress" },
  submit: { by: "worker", to: "in_review" },
  reject: { by: "reviewer", to: "in_progress", reason: "rejected" },
  finish: { by: "reviewer", to: "done", resolution: "done" },
  reopen: { by: "admin", to: "in_progress", reason: "reopened" },
};

const reopenable: Moves = {
  start: { by: "worker", to: "in_progress", takes: true },
  submit: { by: "worker", to: "resolved", resolution: "done" },
  reject: { by: "reviewer", to: "in_progress", reason: "rejected" },
  finish: { by: "reviewer", to: "closed" },
  reopen: { by: "admin", to: "open", reason: "reopened" },
};

const finished: MoveName[] = ["triage", "start", "submit", "finish"];

const paths: Record<Exclude<Story, "wont_do" | "duplicate" | "cannot_reproduce">, MoveName[]> = {
  backlog: [],
  ready: ["triage"],
  progress: ["triage", "start"],
  review: ["triage", "start", "submit"],
  blocked: ["triage", "start", "block"],
  unblocked: ["triage", "start", "block", "unblock", "submit", "finish"],
  bounced: ["triage", "start", "submit", "reject", "submit", "finish"],
  reopened: [...finished, "reopen"],
  reopened_done: [...finished, "reopen", "submit", "finish"],
  done: finished,
  trash: [],
  restored: ["triage"],
};

/** The transitions of a story in a workflow, which may lack some of them. */
export function movesOf(story: Story, workflow: "delivery" | "reopenable"): Move[] {
  const moves = workflow === "delivery" ? delivery : reopenable;
  if (story === "wont_do" || story === "duplicate" || story === "cannot_reproduce") {
    const to = moves.finish?.to ?? "";
    return [{ by: "lead", to, resolution: story, reason: "dismissed" }];
  }
  return paths[story]
    .flatMap((name) => (name === "reopen" && moves === reopenable ? [name, "start"] : [name]))
    .flatMap((name) => moves[name as MoveName] ?? []);
}

/** How many tickets a seed has, and in how many workspaces. */
export interface Size {
  tickets: number;
  workspaces: number;
  /** How many of the tickets are in the one big project; half of them, up to 100,000, unless given. */
  big?: number;
}

const bigMax = 100_000;

/**
 * Goals are measured on `100k`: a project of 100,000 tickets, and half as many in other projects. `200k` is the size
 * of --short. Both have the big project that a million tickets have.
 */
export const sizes: Record<string, Size> = {
  "10k": { tickets: 10_000, workspaces: 50 },
  "100k": { tickets: 150_000, workspaces: 50, big: bigMax },
  "200k": { tickets: 200_000, workspaces: 200 },
  "1m": { tickets: 1_000_000, workspaces: 1_000 },
  "10m": { tickets: 10_000_000, workspaces: 5_000 },
};

export interface ProjectShape {
  key: string;
  tickets: number;
  workflow: "standard" | "reopenable";
  /** Whether all its tickets are open and unassigned, to be claimed. */
  isQueue: boolean;
}

export interface WorkspaceShape {
  members: number;
  projects: ProjectShape[];
}

/** The project of the comparisons. It has the same size at a million tickets as at ten million. */
export const bigKey = "BIG";
/** The queues for claiming the next ticket, and for claiming given tickets. */
export const queueKey = "QUE";
export const claimKey = "CLM";

const queueMax = 50_000;
const claimMax = 10_000;
const projectsMax = 20;
const membersMax = 400;

/**
 * Workspaces and their projects, both by Zipf's law, the largest first. The first workspace also has the big project
 * and two queues.
 */
export function shapeOf({
  tickets,
  workspaces,
  big = Math.min(bigMax, Math.round(tickets / 2)),
}: Size): WorkspaceShape[] {
  const queue = Math.min(queueMax, Math.round(tickets / 5));
  const claims = Math.min(claimMax, Math.round(tickets / 20));
  return zipf(tickets - big - queue - claims, workspaces).map((share, place) => {
    const count = Math.min(projectsMax, 1 + Math.floor(share / 1_000));
    const projects = zipf(share, count).map((size, index) => ({
      key: `P${index + 1}`,
      tickets: size,
      workflow: index % 2 === 0 ? ("reopenable" as const) : ("standard" as const),
      isQueue: false,
    }));
    if (place === 0) {
      projects.unshift(project(bigKey, big), project(queueKey, queue), project(claimKey, claims));
    }
    const total = projects.reduce((sum, { tickets: size }) => sum + size, 0);
    return { members: Math.min(membersMax, 3 + Math.round(Math.sqrt(total))), projects };
  });
}

function project(key: string, tickets: number): ProjectShape {
  return { key, tickets, workflow: "reopenable", isQueue: key !== bigKey };
}

/** Divides a total into parts in the ratio 1/n. The first part also gets the remainder of rounding. */
function zipf(total: number, parts: number): number[] {
  const shares = Array.from({ length: parts }, (_, index) => 1 / (index + 1));
  const sum = shares.reduce((a, b) => a + b, 0);
  const whole = shares.map((share) => Math.floor((share / sum) * total));
  const rest = total - whole.reduce((a, b) => a + b, 0);
  return whole.map((part, index) => (index === 0 ? part + rest : part));
}

/** The first number of the newest tenth of a project. Those tickets are open, to be moved back and forth. */
export function openFrom(tickets: number): number {
  return Math.floor(tickets * 0.9) + 1;
}

/** Two percent of the tickets are deleted. The number shows which, so that no workload reads one by accident. */
export function isInTrash(number: number, tickets: number): boolean {
  return number % 50 === 7 && number < openFrom(tickets);
}

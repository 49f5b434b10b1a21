import type { Random } from "./random.ts";
import { isInTrash, openFrom } from "./shape.ts";
import type { Sink } from "./sink.ts";
import { sentence } from "./words.ts";
import type { Period, SeededWorkspace } from "./workspaces.ts";

/** The large tables, which are filled without their constraints, all at the same time. */
export const bulk = {
  tickets:
    "tickets (workspace_id, id, project_id, number, title, description, description_html, status, status_sequence, priority, assignee_id, reporter_id, due_on, labels, resolution, external_id, version, created_at, updated_at, deleted_at)",
  ticket_status_history:
    "ticket_status_history (workspace_id, ticket_id, sequence, project_id, workflow_id, from_status, to_status, actor_id, changed_at)",
  comments:
    "comments (workspace_id, id, ticket_id, author_id, body, body_html, created_at, updated_at)",
  events:
    "events (workspace_id, sequence, id, type, actor_id, subject_type, subject_id, ticket_id, data, occurred_at)",
} as const;

export type BulkSinks = Record<keyof typeof bulk, Sink>;

const line = ["open", "in_progress", "resolved", "closed"] as const;
const day_ms = 86_400_000;
/** How many events of each workspace are left in its feed; those before them count as pruned. */
export const eventsKept = 1_000;

interface Place {
  workspace: SeededWorkspace;
  project: SeededWorkspace["projects"][number];
  number: number;
  /** The place of its event in the workspace's feed; undefined where that was pruned. */
  event_sequence: number | undefined;
}

/**
 * Writes one ticket with its history, perhaps a comment and an event. Gives the status it stands on, or
 * undefined where it lies in the trash.
 */
export function writeTicket(
  sinks: BulkSinks,
  { workspace, project, number, event_sequence }: Place,
  { random, period }: { random: Random; period: Period },
): (typeof line)[number] | undefined {
  const { begin_ms, end_ms } = period;
  const created_ms =
    begin_ms + ((number - random.next()) / project.tickets) * (end_ms - day_ms - begin_ms);
  const id = random.uuid(created_ms);
  const steps = stepsTaken(random, project, number);
  const reporter_id = memberOf(workspace, random);
  const moments = Array.from(steps, (_, nth) =>
    timestamp(Math.min(created_ms + nth * day_ms * random.next(), end_ms), random),
  ).sort();
  const status = steps.at(-1) ?? "open";
  const [created_at = "", changed_at = ""] = [moments[0], moments.at(-1)];
  const title = sentence(random, 4 + random.below(5));
  const description = random.chance(0.5) ? sentence(random, 8 + random.below(32)) : null;
  const deleted = !project.isQueue && isInTrash(number, project.tickets);
  const isTaken = !project.isQueue && random.chance(status === "open" ? 0.5 : 0.9);

  sinks.tickets.row(
    ...[workspace.id, id, project.id, number, title, description],
    description && `<p>${description}</p>\\n`,
    ...[status, steps.length, random.chance(0.5) ? 0 : random.below(5)],
    ...[isTaken ? memberOf(workspace, random) : null, reporter_id],
    random.chance(0.15) ? created_at.slice(0, 10) : null,
    `{${random.chance(0.4) ? workspace.labels[random.rank(workspace.labels.length)] : ""}}`,
    status === "closed" ? "done" : null,
    random.chance(0.05) ? `import-${project.key}-${number}` : null,
    ...[steps.length, created_at, changed_at],
    deleted ? changed_at : null,
  );
  steps.forEach((to, nth) => {
    sinks.ticket_status_history.row(
      ...[workspace.id, id, nth + 1, project.id, workspace.workflow_ids[project.workflow]],
      ...[nth === 0 ? null : (steps[nth - 1] as string), to, reporter_id, moments[nth] as string],
    );
  });
  if (random.chance(0.2)) {
    const body = sentence(random, 6 + random.below(20));
    const comment_id = random.uuid(created_ms);
    sinks.comments.row(
      ...[workspace.id, comment_id, id, reporter_id, body, `<p>${body}</p>\\n`],
      ...[changed_at, changed_at],
    );
  }
  if (event_sequence !== undefined) {
    const data = {
      key: `${project.key}-${number}`,
      project_id: project.id,
      version: 1,
      status: "open",
      changes: { title: { from: null, to: title }, status: { from: null, to: "open" } },
    };
    sinks.events.row(
      ...[workspace.id, event_sequence, random.uuid(created_ms), "ticket.created", reporter_id],
      ...["ticket", id, id, JSON.stringify(data), created_at],
    );
  }
  return deleted ? undefined : status;
}

/** The way it has gone: the newest tenth none, the others mostly to the end. */
function stepsTaken(
  random: Random,
  { isQueue, tickets }: Place["project"],
  number: number,
): (typeof line)[number][] {
  if (isQueue || number >= openFrom(tickets)) return ["open"];
  const chance = random.next();
  return line.slice(0, chance < 0.78 ? 4 : chance < 0.88 ? 3 : chance < 0.96 ? 2 : 1);
}

function memberOf({ member_ids }: SeededWorkspace, random: Random): string {
  return member_ids[random.rank(member_ids.length)] as string;
}

/** To the microsecond, as the database takes it. */
function timestamp(at_ms: number, random: Random): string {
  return new Date(at_ms).toISOString().replace("Z", `${100 + random.below(900)}+00`);
}

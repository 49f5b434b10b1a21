import { tokenizerVersion, wordsOfComment, wordsOfTicket } from "../../src/search/document.ts";
import type { Random } from "./random.ts";
import { isInTrash, openFrom } from "./shape.ts";
import type { Sink } from "./sink.ts";
import { sentence } from "./words.ts";
import type { Period, SeededWorkspace } from "./workspaces.ts";

/** The large tables. They are filled without constraints, all at the same time. */
export const bulk = {
  tickets:
    "tickets (workspace_id, id, project_id, number, title, description, description_html, status, status_sequence, priority, assignee_id, claimed_at, reporter_id, due_on, labels, resolution, external_id, version, created_at, updated_at, deleted_at)",
  ticket_status_history:
    "ticket_status_history (workspace_id, ticket_id, sequence, project_id, workflow_id, from_status, to_status, actor_id, changed_at)",
  comments:
    "comments (workspace_id, id, ticket_id, author_id, body, body_html, created_at, updated_at)",
  search_documents:
    "search_documents (workspace_id, ticket_id, comment_id, created_at, tokenizer, words)",
  events:
    "events (workspace_id, sequence, id, type, actor_id, subject_type, subject_id, ticket_id, data, occurred_at)",
} as const;

export type BulkSinks = Record<keyof typeof bulk, Sink>;

const statusOrder = ["open", "in_progress", "resolved", "closed"] as const;
type Status = (typeof statusOrder)[number];

const day_ms = 86_400_000;
/** How many events of each workspace are in its feed. Earlier ones count as pruned. */
export const eventsKept = 1_000;

interface Place {
  workspace: SeededWorkspace;
  project: SeededWorkspace["projects"][number];
  number: number;
  /** The sequence of its event in the workspace's feed. Undefined if that was pruned. */
  event_sequence: number | undefined;
}

interface Context {
  random: Random;
  period: Period;
}

/**
 * Writes one ticket with its history, and possibly a comment and an event. Returns its status, or undefined if it is
 * deleted.
 */
export function writeTicket(sinks: BulkSinks, place: Place, context: Context): Status | undefined {
  const draft = draftOf(place, context);
  writeRow(sinks, draft, context);
  writeHistory(sinks.ticket_status_history, draft);
  if (context.random.chance(0.2)) writeComment(sinks, draft, context);
  if (place.event_sequence !== undefined) writeEvent(sinks.events, draft, context);
  return draft.isDeleted ? undefined : draft.status;
}

interface Draft extends Place {
  id: string;
  created_ms: number;
  statuses: Status[];
  /** When it reached each status. */
  moments: string[];
  status: Status;
  created_at: string;
  changed_at: string;
  title: string;
  reporter_id: string;
  isDeleted: boolean;
}

function draftOf(place: Place, { random, period: { begin_ms, end_ms } }: Context): Draft {
  const { workspace, project, number } = place;
  const created_ms =
    begin_ms + ((number - random.next()) / project.tickets) * (end_ms - day_ms - begin_ms);
  const id = random.uuid(created_ms);
  const statuses = statusesOf(random, project, number);
  const reporter_id = memberOf(workspace, random);
  const moments = Array.from(statuses, (_, nth) =>
    timestamp(Math.min(created_ms + nth * day_ms * random.next(), end_ms), random),
  ).sort();
  return {
    ...place,
    id,
    created_ms,
    statuses,
    moments,
    status: statuses.at(-1) ?? "open",
    created_at: moments[0] ?? "",
    changed_at: moments.at(-1) ?? "",
    title: sentence(random, 4 + random.below(5)),
    reporter_id,
    isDeleted: !project.isQueue && isInTrash(number, project.tickets),
  };
}

function writeRow(sinks: BulkSinks, draft: Draft, { random }: Context): void {
  const { workspace, project, number, title, status, statuses, created_at, changed_at } = draft;
  const description = random.chance(0.5) ? sentence(random, 8 + random.below(32)) : null;
  const isAssigned = !project.isQueue && random.chance(status === "open" ? 0.5 : 0.9);
  const label = () => workspace.labels[random.rank(workspace.labels.length)];
  const words = wordsOfTicket({ workspace_id: workspace.id, title, description });
  sinks.search_documents.row(
    ...[workspace.id, draft.id, null, created_at, tokenizerVersion, words],
  );
  sinks.tickets.row(
    ...[workspace.id, draft.id, project.id, number, title, description],
    description && `<p>${description}</p>\\n`,
    ...[status, statuses.length, random.chance(0.5) ? 0 : random.below(5)],
    ...[isAssigned ? memberOf(workspace, random) : null],
    ...[isAssigned && status === "in_progress" ? changed_at : null, draft.reporter_id],
    random.chance(0.15) ? created_at.slice(0, 10) : null,
    `{${random.chance(0.4) ? label() : ""}}`,
    status === "closed" ? "done" : null,
    random.chance(0.05) ? `import-${project.key}-${number}` : null,
    ...[statuses.length, created_at, changed_at],
    draft.isDeleted ? changed_at : null,
  );
}

function writeHistory(sink: Sink, { workspace, project, id, reporter_id, ...draft }: Draft): void {
  const { statuses, moments } = draft;
  const workflow_id = workspace.workflow_ids[project.workflow];
  for (const [nth, to] of statuses.entries()) {
    const from = statuses[nth - 1] ?? null;
    sink.row(
      ...[workspace.id, id, nth + 1, project.id, workflow_id, from, to, reporter_id],
      moments[nth] ?? null,
    );
  }
}

function writeComment(sinks: BulkSinks, draft: Draft, { random }: Context): void {
  const { workspace, id, reporter_id, created_ms, created_at, changed_at } = draft;
  const body = sentence(random, 6 + random.below(20));
  const comment_id = random.uuid(created_ms);
  sinks.search_documents.row(
    ...[workspace.id, id, comment_id, created_at, tokenizerVersion],
    wordsOfComment(workspace.id, body),
  );
  sinks.comments.row(
    ...[workspace.id, comment_id, id, reporter_id, body, `<p>${body}</p>\\n`],
    ...[changed_at, changed_at],
  );
}

function writeEvent(sink: Sink, draft: Draft, { random }: Context): void {
  const { workspace, project, number, id, reporter_id, title, event_sequence = null } = draft;
  const data = {
    key: `${project.key}-${number}`,
    project_id: project.id,
    version: 1,
    status: "open",
    changes: { title: { from: null, to: title }, status: { from: null, to: "open" } },
  };
  sink.row(
    ...[workspace.id, event_sequence, random.uuid(draft.created_ms), "ticket.created", reporter_id],
    ...["ticket", id, id, JSON.stringify(data), draft.created_at],
  );
}

/** The statuses that a ticket has had: the newest tenth only the first, the others mostly all. */
function statusesOf(
  random: Random,
  { isQueue, tickets }: Place["project"],
  number: number,
): Status[] {
  if (isQueue || number >= openFrom(tickets)) return ["open"];
  const chance = random.next();
  return statusOrder.slice(0, chance < 0.78 ? 4 : chance < 0.88 ? 3 : chance < 0.96 ? 2 : 1);
}

function memberOf({ member_ids }: SeededWorkspace, random: Random): string {
  return member_ids[random.rank(member_ids.length)] as string;
}

/** With microseconds, in the format of the database. */
function timestamp(at_ms: number, random: Random): string {
  return new Date(at_ms).toISOString().replace("Z", `${100 + random.below(900)}+00`);
}

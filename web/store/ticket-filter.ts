export const categories = ["todo", "doing", "done"] as const;
export type Category = (typeof categories)[number];

export const priorities = ["none", "low", "medium", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number];

/**
 * What a board or a list is filtered by, under the names that the API and the address have. A ticket
 * must have one of several statuses, categories, assignees or priorities, and all of the labels.
 */
export interface TicketFilter {
  status?: readonly string[];
  category?: readonly Category[];
  /** User IDs, or `me`, or `none`. */
  assignee_id?: readonly string[];
  priority?: readonly Priority[];
  label?: readonly string[];
  q?: string;
}

export const filterNames = [
  "status",
  "category",
  "assignee_id",
  "priority",
  "label",
  "q",
] as const satisfies readonly (keyof TicketFilter)[];

/** The filter in an address. What it has no name for, or a value that cannot be, is left out. */
export function filterFromQuery(query: URLSearchParams): TicketFilter {
  const filter: TicketFilter = {};
  const statuses = valuesOf(query, "status");
  if (statuses.length > 0) filter.status = statuses;
  const inCategories = categories.filter((name) => query.getAll("category").includes(name));
  if (inCategories.length > 0) filter.category = inCategories;
  const assignees = valuesOf(query, "assignee_id");
  if (assignees.length > 0) filter.assignee_id = assignees;
  const ofPriorities = priorities.filter((name) => query.getAll("priority").includes(name));
  if (ofPriorities.length > 0) filter.priority = ofPriorities;
  const labels = valuesOf(query, "label");
  if (labels.length > 0) filter.label = labels;
  const words = query.get("q")?.trim();
  if (words) filter.q = words;
  return filter;
}

function valuesOf(query: URLSearchParams, name: string): string[] {
  return [...new Set(query.getAll(name).filter((value) => value !== ""))];
}

export function isFiltered(filter: TicketFilter): boolean {
  return filterNames.some((name) => filter[name] !== undefined);
}

/** The part of a ticket that a filter looks at. */
export interface FilteredTicket {
  status: string;
  assignee_id: string | null;
  priority: string;
  labels: readonly string[];
}

/**
 * Whether a ticket passes a filter, by the rule of the API. Undefined where only the server can say:
 * it searches for words in comments, too.
 */
export function passesFilter(
  ticket: FilteredTicket,
  filter: TicketFilter,
  { myId, category }: { myId: string | undefined; category: string | undefined },
): boolean | undefined {
  const { status, assignee_id, priority, label, q } = filter;
  const assignee = ticket.assignee_id ?? "none";
  const passes =
    isOneOf(ticket.status, status) &&
    isOneOf(category, filter.category) &&
    (isOneOf(assignee, assignee_id) ||
      (assignee === myId && assignee_id?.includes("me") === true)) &&
    isOneOf(ticket.priority, priority) &&
    (label ?? []).every((name) => hasLabel(ticket, name));
  if (!passes) return false;
  return q === undefined ? true : undefined;
}

function isOneOf(value: string | undefined, allowed: readonly string[] | undefined): boolean {
  return allowed === undefined || (value !== undefined && allowed.includes(value));
}

/** Labels are equal without regard to capitals. */
function hasLabel({ labels }: FilteredTicket, name: string): boolean {
  return labels.some((label) => label.toLowerCase() === name.toLowerCase());
}

import type { Reply } from "../support/reply.ts";

type Operation =
  | "read"
  | "newestPage"
  | "newestPageByKey"
  | "deepPage"
  | "ownPage"
  | "ownOpenPage"
  | "statusPage"
  | "cardsPage"
  | "columnPage"
  | "nextColumnPage"
  | "ticketsById"
  | "commonWord"
  | "rareWord"
  | "counts"
  | "feed"
  | "create"
  | "edit"
  | "comment"
  | "transition"
  | "claimNext";

export type Calls = Record<Operation, (nth: number) => Promise<Reply>>;

/**
 * How many entries an operation reads, by index for large tables and by table for the others. The counts are the
 * same at ten thousand tickets and at a million. A page reads one row more than it shows, to detect the next page,
 * and where its bytes are bounded another one, to know whether the last row that fits is the last of all.
 */
export const expectedRows: Record<Operation, Record<string, number>> = {
  read: { number_is_unique_in_project: 1, members: 1, projects: 1, sessions: 1, workspaces: 1 },
  newestPage: { tickets_by_project: 22, members: 1, projects: 1, sessions: 1, workspaces: 1 },
  newestPageByKey: {
    tickets_by_project: 22,
    members: 1,
    // The project's key is looked up for the range, and again for the keys of the tickets.
    projects: 2,
    sessions: 1,
    workspaces: 1,
  },
  deepPage: { tickets_by_project: 22, members: 1, projects: 1, sessions: 1, workspaces: 1 },
  ownPage: { tickets_by_assignee: 22, members: 1, projects: 22, sessions: 1, workspaces: 1 },
  statusPage: {
    tickets_by_status: 21,
    tickets_pkey: 21,
    members: 1,
    projects: 1,
    sessions: 1,
    workspaces: 1,
  },
  ownOpenPage: {
    tickets_by_assignee: 21,
    tickets_pkey: 21,
    members: 1,
    projects: 21,
    sessions: 1,
    workspaces: 1,
  },
  cardsPage: { tickets_by_project: 152, members: 1, projects: 1, sessions: 1, workspaces: 1 },
  /** The seed has assigned tickets too: the next one is read to compare it. */
  columnPage: {
    tickets_in_queue: 21,
    tickets_assigned_in_order: 1,
    tickets_pkey: 21,
    members: 1,
    projects: 1,
    sessions: 1,
    workspaces: 1,
  },
  nextColumnPage: {
    tickets_in_queue: 21,
    tickets_pkey: 21,
    members: 1,
    projects: 1,
    sessions: 1,
    workspaces: 1,
  },
  ticketsById: { tickets_pkey: 20, members: 1, projects: 20, sessions: 1, workspaces: 1 },
  /**
   * Documents in the order of the list, then the tickets: for the filter, and to show them. Each statement
   * looks whether the first backfill of words has ended.
   */
  commonWord: {
    backfills: 1,
    search_documents_by_age: 21,
    document_is_unique: 21,
    tickets_pkey: 42,
    members: 1,
    projects: 21,
    sessions: 1,
    workspaces: 1,
  },
  /**
   * The newest 500 documents are read twice, for hits and for the end of the range. Then the one hit
   * is read, the last ticket of that range with its documents, and what shows both.
   */
  rareWord: {
    backfills: 2,
    search_documents_by_age: 1_000,
    search_documents_by_word: 1,
    document_is_unique: 4,
    tickets_pkey: 6,
    members: 1,
    projects: 3,
    sessions: 1,
    workspaces: 1,
  },
  counts: { ticket_counts: 4, feed_cursors: 1, members: 1, sessions: 1, workspaces: 1 },
  feed: { events_pkey: 21, event_heads: 1, members: 1, sessions: 1, workspaces: 1 },
  create: {
    ticket_status_history_pkey: 1,
    tickets_pkey: 2,
    members: 2,
    project_counters: 1,
    project_workflows: 1,
    projects: 3,
    sessions: 1,
    workspaces: 1,
  },
  /** The former title is copied, and its key looked up, by the ticket's ID. */
  edit: {
    document_is_unique: 1,
    number_is_unique_in_project: 1,
    tickets_pkey: 3,
    members: 2,
    projects: 1,
    sessions: 1,
    workspaces: 1,
  },
  comment: {
    number_is_unique_in_project: 1,
    tickets_pkey: 1,
    members: 2,
    projects: 1,
    sessions: 1,
    workspaces: 1,
  },
  transition: {
    number_is_unique_in_project: 1,
    ticket_status_history_pkey: 2,
    tickets_pkey: 3,
    members: 2,
    project_workflows: 1,
    projects: 1,
    sessions: 1,
    workspaces: 1,
  },
  claimNext: {
    tickets_in_queue: 1,
    ticket_status_history_pkey: 2,
    tickets_pkey: 4,
    members: 2,
    project_workflows: 1,
    projects: 2,
    sessions: 1,
    workspaces: 1,
  },
};

export const reasons = [
  "assigned",
  "mentioned",
  "commented",
  "transitioned",
  "claimed",
  "due",
  "watching",
] as const;
export type Reason = (typeof reasons)[number];

/** What the inbox shows, as it is in the address. */
export interface InboxFilter {
  view: "inbox" | "unread" | "archived";
  reason?: Reason;
  /** Whether other workspaces and what belongs to no workspace are shown, too. */
  everywhere: boolean;
}

export function inboxFilterFromQuery(query: URLSearchParams): InboxFilter {
  const reason = reasons.find((name) => name === query.get("reason"));
  const view =
    query.get("archived") === "true"
      ? "archived"
      : query.get("unread") === "true"
        ? "unread"
        : "inbox";
  return { view, everywhere: query.get("workspace") === "all", ...(reason && { reason }) };
}

/** The changes to the address that show a view. */
export function queryOfView(view: InboxFilter["view"]): Record<string, string | undefined> {
  return {
    unread: view === "unread" ? "true" : undefined,
    archived: view === "archived" ? "true" : undefined,
  };
}

/** The parameters of `GET /v1/notifications`. */
export function parametersOf(
  { view, reason, everywhere }: InboxFilter,
  workspace_id: string,
): { workspace_id?: string; unread?: "true"; archived?: "true"; reason?: Reason } {
  return {
    ...(!everywhere && { workspace_id }),
    ...(view === "unread" && { unread: "true" }),
    ...(view === "archived" && { archived: "true" }),
    ...(reason && { reason }),
  };
}

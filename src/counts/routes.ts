import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { listCounts } from "./queries.ts";
import { CountsQuery, TicketCounts } from "./schemas.ts";

export const countEndpoints = [
  endpoint("GET", `${workspacePath}/tickets/counts`, {
    operation: "countTickets",
    summary: "Count tickets by status, as current as the feed",
    permission: "ticket:read",
    params: workspaceParams,
    query: CountsQuery,
    response: TicketCounts,
    queries: ({ params: { workspace_id }, query: { project_id, archived } }) => [
      listCounts({ workspace_id, project_id, includes_archived: archived === "include" }),
    ],
    respond: ([rows]) => ({
      sequence: rows[0]?.sequence ?? 0,
      data: rows.flatMap(({ project_id, status, count }) =>
        project_id === null ? [] : [{ project_id, status, count }],
      ),
    }),
  }),
];

import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { listCounts } from "./queries.ts";
import { CountsQuery, TicketCounts } from "./schemas.ts";

export const countEndpoints = [
  endpoint("GET", `${workspacePath}/tickets/counts`, {
    operation: "countTickets",
    summary: "Count the tickets on each status, as fresh as the feed",
    permission: "ticket:read",
    params: workspaceParams,
    query: CountsQuery,
    response: TicketCounts,
    read: async (db, { context: { workspace_id }, query: { project_id } }) => ({
      data: await listCounts(db, { workspace_id, project_id }),
    }),
  }),
];

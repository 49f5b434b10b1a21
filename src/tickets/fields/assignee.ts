import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import { Problem } from "../../problems.ts";

/**
 * Checks an assignee by the member row that the command has locked, so that an earlier removal is
 * seen and a later one finds the ticket. Throws `assignee_not_member`.
 */
export function checkAssignee(
  { members }: WorkspaceContext,
  assignee_id: string | null | undefined,
  pointer = "/assignee_id",
): void {
  if (assignee_id === null || assignee_id === undefined) return;
  if (members.get(assignee_id)?.removed_at === null) return;
  throw new Problem(
    "assignee_not_member",
    "The assignee is not an active member of this workspace.",
    {
      errors: [{ pointer, detail: "Must be the ID of an active member." }],
    },
  );
}

import type { FeedEvent } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { setCountsOfProject } from "../counts.ts";
import { failedAttempt } from "../outbox/attempt.ts";
import { reloadMembers, reloadMembership, reloadProjects, workspace } from "../workspace.ts";

const RELOAD_MS = 200;
const RETRY_MS = 5_000;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Reads again what an event says has changed of the workspace: few do, and each is small. */
export function applyWorkspaceEvent(event: FeedEvent): void {
  const { type } = event;
  if (type.startsWith("member.") || type === "service_account.created") {
    soon("members", reloadMembers);
    if (type === "member.role_changed") soon("me", reloadMembership);
  } else if (type.startsWith("project.") || type === "workflow.created") {
    soon("projects", reloadProjects);
    if (type === "project.restored" && event.subject_id) {
      const id = event.subject_id;
      soon(`counts ${id}`, () => reloadCounts(id));
    }
  } else if (type === "workspace.updated") soon("me", reloadMembership);
}

/** Several events in a row are one request. One that fails is repeated, as no other event brings the same. */
function soon(name: string, reload: () => Promise<void>, afterMs = RELOAD_MS): void {
  clearTimeout(waiting.get(name));
  const timer = setTimeout(() => {
    waiting.delete(name);
    reload().catch((error) => {
      if (failedAttempt(error, 0).kind === "later") soon(name, reload, RETRY_MS);
    });
  }, afterMs);
  waiting.set(name, timer);
}

export async function reloadCounts(project_id: string): Promise<void> {
  const workspace_id = workspace.peek()?.id;
  if (workspace_id === undefined) return;
  const counts = await api.countTickets({ workspace_id, group_by: "status", project_id });
  setCountsOfProject(project_id, counts);
}

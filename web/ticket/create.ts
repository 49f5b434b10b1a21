import { signal } from "@preact/signals";
import { route } from "../routes.ts";
import { can, projectByKey, projects } from "../store/workspace.ts";

export interface CreateOptions {
  /** The project in view, unless it is said. */
  projectId?: string | undefined;
  /** Where the new ticket moves to, if the workflow allows it. */
  status?: string | undefined;
}

/** What the dialog is open for; undefined while it is closed. */
export const createRequest = signal<
  { projectId: string | undefined; status: string | undefined } | undefined
>(undefined);

/** Opens the dialog for a new ticket, for those who may create one. */
export function openCreate({ projectId, status }: CreateOptions = {}): void {
  if (!can("ticket:create")) return;
  const open = projects.peek().filter(({ archived_at }) => archived_at === null);
  const wanted = [projectId, projectInView(), open[0]?.id];
  const id = wanted.find((each) => open.some((project) => project.id === each));
  createRequest.value = { projectId: id, status };
}

function projectInView(): string | undefined {
  const shown = route.peek();
  const key =
    "projectKey" in shown
      ? shown.projectKey
      : "ticketKey" in shown
        ? shown.ticketKey.split("-")[0]
        : undefined;
  return key === undefined ? undefined : projectByKey(key)?.id;
}

export function closeCreate(): void {
  createRequest.value = undefined;
}

import type { TestApi } from "./api.ts";
import type { World } from "./given.ts";

let projects = 0;

/**
 * The path of a new project on a workflow of this shape: statuses as `category status`, transitions as `from to`,
 * followed by `!` if the transition needs a reason and by `^` if only admins may make it.
 */
export async function givenProjectOn(
  api: TestApi,
  { workspacePath, admin }: World,
  { statuses, transitions }: { statuses: readonly string[]; transitions: readonly string[] },
): Promise<string> {
  const workflow = await api.post(admin, `${workspacePath}/workflows`, {
    name: "of a test",
    statuses: statuses.map((words) => {
      const [category, status] = words.split(" ");
      return { status, category };
    }),
    transitions: transitions.map((words) => {
      const [from, to] = words.replace(/[!^]/g, "").split(" ");
      return {
        from,
        to,
        reason_required: words.endsWith("!"),
        permission: words.endsWith("^") ? "ticket:reopen" : "ticket:transition",
      };
    }),
  });
  if (workflow.status !== 201) throw new Error(JSON.stringify(workflow.body));
  projects += 1;
  const { body } = await api.post(admin, `${workspacePath}/projects`, {
    name: "Of a test",
    key: `T${projects}`,
    workflow_id: workflow.body.id,
  });
  return `${workspacePath}/projects/${body.id}`;
}

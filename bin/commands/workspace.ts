import { createWorkspaceFor } from "../../src/workspaces/create-for.ts";
import { withInstance } from "../with-instance.ts";

/** Makes a workspace whose admin has an account already: the first one, where registration is closed. */
export async function create(name: string, { admin }: { admin: string }): Promise<void> {
  const workspace = await withInstance((instance) =>
    createWorkspaceFor(instance, { name, admin_email: admin }),
  );
  console.log(
    `Created the workspace ${workspace.name} with the admin ${admin}. Its ID is ${workspace.id}.`,
  );
}

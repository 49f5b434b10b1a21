import { z } from "zod";
import { setAdmin } from "../../src/members/set-admin.ts";
import { createWorkspaceFor } from "../../src/workspaces/create-for.ts";
import { restoreWorkspaceFor } from "../../src/workspaces/restore.ts";
import { CommandError } from "../command-error.ts";
import { withInstance } from "../with-instance.ts";

/** Creates a workspace for an admin who has an account, such as the first one if registration is closed. */
export async function create(name: string, { admin }: { admin: string }): Promise<void> {
  const workspace = await withInstance((instance) =>
    createWorkspaceFor(instance, { name, admin_email: admin }),
  );
  console.log(
    `Created the workspace ${workspace.name} with the admin ${admin}. Its ID is ${workspace.id}.`,
  );
}

/** Makes somebody who has an account an admin, for a workspace whose admins are gone or leave. */
export async function setAdminOf(id: string, { email }: { email: string }): Promise<void> {
  const workspace_id = requireId(id);
  const { user, workspace, before, handle } = await withInstance((instance) =>
    setAdmin(instance, { workspace_id, email }),
  );
  const result = {
    admin: "was already an admin",
    member: "is now an admin",
    nobody: "is now a member and an admin",
  }[before];
  const named = handle === undefined ? "" : `, with the handle @${handle}`;
  console.log(`${user.email} ${result} of ${workspace.name}${named}.`);
}

/** Brings back a workspace that was deleted at most 30 days ago. */
export async function restore(id: string): Promise<void> {
  const workspace_id = requireId(id);
  const { workspace, was_deleted, has_admin } = await withInstance((instance) =>
    restoreWorkspaceFor(instance, workspace_id),
  );
  console.log(
    was_deleted
      ? `Restored the workspace ${workspace.name}.`
      : `The workspace ${workspace.name} is not deleted.`,
  );
  if (has_admin) return;
  console.log(
    `It has no admin. Make somebody one: slacky workspace set-admin ${id} --email <address>`,
  );
}

function requireId(text: string): string {
  const { data, error } = z.guid().toLowerCase().safeParse(text);
  if (error) throw new CommandError("<id> must be the ID of a workspace.");
  return data;
}

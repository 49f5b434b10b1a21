import { z } from "zod";
import { id, normalizedLine, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";
import { newSlug, slugs } from "./slug.ts";

const name = normalizedLine({ max: limits.name }).meta({ example: "Analytical Engines" });
const require_if_match = z.boolean().meta({
  description: "Whether changes to tickets and comments require `If-Match`.",
});
const versions_visible_to_all = z.boolean().meta({
  description:
    "Whether everyone who can read a ticket or comment can read its earlier texts. Otherwise only its reporter or author can, and admins.",
});

export const Workspace = z
  .object({
    id,
    name: z.string().meta({ example: "Analytical Engines" }),
    ...slugs,
    require_if_match,
    versions_visible_to_all,
    created_at: timestamp,
    deleted_at: timestamp.nullable(),
  })
  .meta({ id: "Workspace" });

export const WorkspacePage = pageSchema(Workspace).meta({ id: "WorkspacePage" });
export const ListWorkspacesQuery = z.strictObject({
  deleted: z
    .enum(["true", "false"])
    .default("false")
    .meta({
      description: `\`true\` lists the deleted workspaces that you can restore instead: you were an admin, and they were deleted in the last ${limits.workspace_restore_days} days.`,
    }),
  ...pageParameters,
});

export const CreateWorkspaceBody = z.strictObject({ name }).meta({ id: "CreateWorkspace" });

export const UpdateWorkspaceBody = z
  .strictObject({
    name: name.optional(),
    slug: newSlug.optional(),
    require_if_match: require_if_match.optional(),
    versions_visible_to_all: versions_visible_to_all.optional(),
  })
  .meta({ id: "UpdateWorkspace" });

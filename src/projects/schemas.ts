import { z } from "zod";
import { id, normalizedLine, timestamp, workspaceParams } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";

export const ProjectParams = workspaceParams.extend({ project_id: id });

export const Project = z
  .object({
    id,
    workspace_id: id,
    name: z.string().meta({ example: "Engine" }),
    key: z.string().meta({ example: "ENG" }),
    workflow_id: id,
    archived_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: "Project" });

const name = normalizedLine({ max: limits.name }).meta({ example: "Engine" });
const key = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{1,9}$/, "2 to 10 characters, A-Z and 0-9, a letter first.")
  .meta({ description: "Leads the keys of its tickets; it never changes.", example: "ENG" });

export const CreateProjectBody = z
  .strictObject({
    name,
    key,
    workflow_id: id.optional().meta({ description: "The workflow `standard` unless said." }),
  })
  .meta({ id: "CreateProject" });

export const UpdateProjectBody = z
  .strictObject({
    name: name.optional(),
    workflow_id: id.optional(),
    key: z.never("A project's key never changes: its tickets bear it.").optional(),
  })
  .meta({ id: "UpdateProject" });

export const ProjectsQuery = z.strictObject({
  archived: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional()
    .meta({ description: "Only those that are archived, or only those that are not." }),
  ...pageParameters,
});
export const ProjectPage = pageSchema(Project).meta({ id: "ProjectPage" });

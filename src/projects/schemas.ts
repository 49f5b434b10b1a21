import { z } from "zod";
import { id, normalizedLine, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";

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
  .regex(
    /^[A-Z][A-Z0-9]{1,9}$/,
    "Must be 2 to 10 characters from A-Z and 0-9, starting with a letter.",
  )
  .meta({
    description: "The prefix of the project's ticket keys. It never changes.",
    example: "ENG",
  });

export const CreateProjectBody = z
  .strictObject({
    name,
    key,
    workflow_id: id.optional().meta({ description: "Default: the workflow `standard`." }),
  })
  .meta({ id: "CreateProject" });

export const UpdateProjectBody = z
  .strictObject({
    name: name.optional(),
    workflow_id: id.optional(),
    key: z.never("Cannot be changed: the key of a project never changes.").optional(),
  })
  .meta({ id: "UpdateProject" });

export const ProjectsQuery = z.strictObject({
  archived: z.enum(["false", "include", "true"]).default("false").meta({
    description: "`include` adds archived projects, `true` lists them only.",
  }),
  ...pageParameters,
});
export const ProjectPage = pageSchema(Project).meta({ id: "ProjectPage" });

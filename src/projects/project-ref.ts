import { z } from "zod";
import { id, workspaceParams } from "../contract/fields.ts";

/** How a request names a project: by its UUID, or by its key, which never changes. */
export const projectRef = z
  .union(
    [
      id.transform((uuid) => ({ id: uuid })),
      z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9]{1,9}$/)
        .transform((key) => ({ key: key.toUpperCase() })),
    ],
    "Must be a project's ID, or its key, such as ENG.",
  )
  .meta({
    description: "The project's ID or key.",
    example: "ENG",
  }) satisfies z.ZodType<ProjectRef>;

/** The path parameters of a project, for all slices whose paths begin with one. */
export const ProjectParams = workspaceParams.extend({ project_id: projectRef });

/** A project in a request: its ID, or its key. */
export type ProjectRef = { id: string } | { key: string };

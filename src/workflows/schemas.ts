import { z } from "zod";
import { id, normalizedLine, timestamp, workspaceParams } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";
import { categories, transitionPermissions } from "./enums.ts";
import { validateDraft } from "./validate-draft.ts";

const status = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    "Must be 1 to 40 characters from a-z, 0-9 and _, starting with a letter.",
  )
  .meta({ example: "in_review" });
const category = z.enum(categories);
const permission = z.enum(transitionPermissions);

export const WorkflowParams = workspaceParams.extend({ workflow_id: id });

export const Workflow = z
  .object({
    id,
    workspace_id: id,
    name: z.string().meta({ example: "with review" }),
    initial_status: z.string().meta({ example: "open" }),
    statuses: z.array(z.object({ status, category })),
    transitions: z.array(
      z.object({
        from: z.string().meta({ example: "open" }),
        to: z.string().meta({ example: "in_review" }),
        permission,
        reason_required: z.boolean(),
        resolution_required: z.boolean(),
      }),
    ),
    created_at: timestamp,
  })
  .meta({ id: "Workflow" });

const NewStatus = z.strictObject({ status, category });
const NewTransition = z.strictObject({
  from: status,
  to: status,
  permission: permission.default("ticket:transition"),
  reason_required: z.boolean().default(false),
  resolution_required: z
    .boolean()
    .default(false)
    .meta({ description: "Only for a transition to a status of the category `done`." }),
});

export const CreateWorkflowBody = z
  .strictObject({
    name: normalizedLine({ max: limits.name }).meta({ example: "with review" }),
    statuses: z
      .array(NewStatus)
      .min(1, "Must have at least one status.")
      .max(limits.workflow_statuses, `Must have at most ${limits.workflow_statuses} statuses.`)
      .meta({ description: "In display order. New tickets start in the first one." }),
    transitions: z
      .array(NewTransition)
      .max(
        limits.workflow_transitions,
        `Must have at most ${limits.workflow_transitions} transitions.`,
      )
      .meta({
        description: "Every status must be reachable from the first one by these transitions.",
      }),
  })
  .superRefine((draft, context) => {
    for (const { path, detail } of validateDraft(draft)) {
      context.addIssue({ code: "custom", path, message: detail });
    }
  })
  .meta({
    id: "CreateWorkflow",
    example: {
      name: "with review",
      statuses: [
        { status: "open", category: "todo" },
        { status: "in_review", category: "doing" },
        { status: "done", category: "done" },
      ],
      transitions: [
        { from: "open", to: "in_review" },
        { from: "in_review", to: "open", reason_required: true },
        { from: "in_review", to: "done", resolution_required: true },
      ],
    },
  });

export const WorkflowsQuery = z.strictObject(pageParameters);
export const WorkflowPage = pageSchema(Workflow).meta({ id: "WorkflowPage" });

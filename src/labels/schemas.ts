import { z } from "zod";
import { normalizedLine, workspaceParams } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";
import { anyLabelName, labelName } from "./label-fields.ts";

export const LabelParams = workspaceParams.extend({ label: anyLabelName });

export const Label = z
  .object({
    name: z.string().meta({ example: "bug" }),
    ticket_count: z.int().meta({
      description: `How many tickets have it, counted up to ${limits.label_tickets_counted}. Deleted tickets do not count; those of archived projects do, because the label is still on them.`,
      example: 12,
    }),
  })
  .meta({ id: "Label" });

export const UpdateLabelBody = z
  .strictObject({
    name: labelName.meta({
      description: "The new name. If another label has it, the two are merged.",
    }),
  })
  .meta({ id: "UpdateLabel" });

export const LabelsQuery = z.strictObject({
  prefix: normalizedLine({ max: limits.label }).optional().meta({
    description: "The beginning of the name, in any case.",
    example: "bu",
  }),
  ...pageParameters,
});
export const LabelPage = pageSchema(Label).meta({ id: "LabelPage" });

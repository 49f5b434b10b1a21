import { z } from "zod";
import { id, timestamp, versionNumber } from "../../contract/fields.ts";
import { pageParameters, pageSchema } from "../../contract/page.ts";
import { CommentParams } from "../schemas.ts";

export const CommentVersionParams = CommentParams.extend({ version: versionNumber });

export const CommentVersion = z
  .object({
    comment_id: id,
    version: z.int().meta({ description: "The version of the comment that has or had this text." }),
    is_current: z.boolean(),
    body: z
      .string()
      .nullable()
      .meta({ description: "Null if it was redacted.", example: "It is the **cache**." }),
    written_by: id.nullable().meta({
      description:
        "Null if the operator redacted a text, or if the text is from before version 0.3.",
    }),
    written_at: timestamp.nullable(),
    redacted_at: timestamp.nullable(),
    redacted_by: id.nullable(),
  })
  .meta({ id: "CommentVersion" });

export const CommentVersionsQuery = z.strictObject(pageParameters);
export const CommentVersionPage = pageSchema(CommentVersion).meta({ id: "CommentVersionPage" });

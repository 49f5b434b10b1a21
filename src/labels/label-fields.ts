import { z } from "zod";
import { normalizedLine } from "../contract/fields.ts";
import { limits } from "../limits.ts";
import { toNfc } from "../text/normalize.ts";
import { isPathSegment } from "../text/path-segment.ts";

/** The name of a label, which is the last segment of its path. */
export const labelName = normalizedLine({ max: limits.label })
  .refine(
    isPathSegment,
    "Must not be . or .., nor have them between slashes: they mean something else in a URL.",
  )
  .meta({ example: "bug" });

/** Any name that a label may have from before the rules for names, so that it can be removed. */
export const anyLabelName = z
  .string()
  .trim()
  .overwrite(toNfc)
  .min(1)
  .max(limits.label * 2)
  .meta({ maxLength: limits.label, example: "bug" });

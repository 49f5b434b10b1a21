import { z } from "zod";

/**
 * The `data` of a refused or failed attempt: its problem code, how often it happened, and the
 * operation, if the action is only the permission that it required.
 */
export const refusalData = z.object({
  code: z.string(),
  count: z.int(),
  operation: z.string().optional(),
});
export type RefusalData = z.input<typeof refusalData>;

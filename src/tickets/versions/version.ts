import type { z } from "zod";
import type { TicketVersion as TicketVersionSchema } from "./schemas.ts";

/** The title and description that a ticket has or had. */
export type TicketVersion = z.output<typeof TicketVersionSchema>;

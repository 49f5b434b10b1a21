import { z } from "zod";
import { id, workspaceParams } from "../contract/fields.ts";

/** How a request names a ticket: by its UUID, or by its key, such as `ENG-42`. */
export const ticketRef = z
  .union(
    [
      id.transform((uuid) => ({ id: uuid })),
      z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9]{1,9}-[1-9]\d{0,8}$/)
        .transform((text) => {
          const dash = text.indexOf("-");
          return {
            project_key: text.slice(0, dash).toUpperCase(),
            number: Number(text.slice(dash + 1)),
          };
        }),
    ],
    "Must be a ticket's ID, or its key, such as ENG-42.",
  )
  .meta({
    description: "The ticket's ID or key.",
    example: "ENG-42",
  }) satisfies z.ZodType<TicketRef>;

/** The path parameters of a ticket, for all slices whose paths begin with one. */
export const TicketParams = workspaceParams.extend({ ticket_id: ticketRef });

/** A ticket in a request: its ID, or the parts of its key. */
export type TicketRef = { id: string } | { project_key: string; number: number };

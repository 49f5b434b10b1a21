import { z } from "zod";
import { id, timestamp, versionNumber } from "../../contract/fields.ts";
import { pageParameters, pageSchema } from "../../contract/page.ts";
import { TicketParams } from "../ticket-ref.ts";

export const TicketVersionParams = TicketParams.extend({ version: versionNumber });

const redacted = "Null if it was redacted.";

export const TicketVersion = z
  .object({
    ticket_id: id,
    version: z.int().meta({ description: "The last version of the ticket with these texts." }),
    first_version: z.int().nullable().meta({
      description:
        "The first version with these texts. Null if Slacky does not know it, because the ticket is from before version 0.3.",
    }),
    is_current: z.boolean(),
    title: z
      .string()
      .nullable()
      .meta({ description: redacted, example: "The login page stays blank" }),
    description: z
      .string()
      .nullable()
      .meta({ description: `${redacted} Null also if there was none.` }),
    written_by: id.nullable().meta({
      description: "Null if the operator redacted the texts, or if `first_version` is null.",
    }),
    written_at: timestamp.nullable(),
    redacted_at: timestamp.nullable(),
    redacted_by: id.nullable(),
  })
  .meta({ id: "TicketVersion" });

export const TicketVersionsQuery = z.strictObject(pageParameters);
export const TicketVersionPage = pageSchema(TicketVersion).meta({ id: "TicketVersionPage" });

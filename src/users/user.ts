import { z } from "zod";
import { id, timestamp } from "../contract/fields.ts";

/** A person as the API returns them. */
export const User = z
  .object({
    id,
    name: z.string().meta({ example: "Ada Lovelace" }),
    email: z.string().meta({ example: "ada@example.com" }),
    created_at: timestamp,
  })
  .meta({ id: "User" });

export type User = z.output<typeof User>;

/** A user's own account. A service account has no address. */
export const OwnAccount = User.extend({
  email: z.string().nullable().meta({
    description: "Null for a service account.",
    example: "ada@example.com",
  }),
  kind: z.enum(["person", "service"]),
  email_confirmed: z.boolean().meta({
    description:
      "Whether a link that was mailed to the address was followed. A server without mail confirms no address.",
  }),
  pending_email_change: z
    .object({ email: z.string(), expires_at: timestamp })
    .nullable()
    .meta({ description: "A new address that has not been confirmed yet." }),
  mail_state: z.enum(["working", "failing"]).meta({
    description:
      "`failing` after several mails could not be delivered: then only account mails are sent.",
  }),
}).meta({ id: "OwnAccount" });

export type OwnAccount = z.output<typeof OwnAccount>;

/** A person and their password hash, kept apart so that returning one never returns the other. */
export interface Account {
  user: User;
  password_hash: string;
}

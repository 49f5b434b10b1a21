import { z } from "zod";
import { id, timestamp } from "../contract/fields.ts";

/** A person as the API shows them. */
export const User = z
  .object({
    id,
    name: z.string().meta({ example: "Ada Lovelace" }),
    email: z.string().meta({ example: "ada@example.com" }),
    created_at: timestamp,
  })
  .meta({ id: "User" });

export type User = z.output<typeof User>;

/** A caller's own account, which may be a service account: that has no address. */
export const OwnAccount = User.extend({
  email: z.string().nullable().meta({
    description: "Null for a service account.",
    example: "ada@example.com",
  }),
  kind: z.enum(["person", "service"]),
}).meta({ id: "OwnAccount" });

export type OwnAccount = z.output<typeof OwnAccount>;

/** A person and their secret; side by side, so that showing the one never shows the other. */
export interface Account {
  user: User;
  password_hash: string;
}

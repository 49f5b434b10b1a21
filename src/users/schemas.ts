import { z } from "zod";
import { roles } from "../auth/permissions.ts";
import { email, id, line, timestamp } from "../http/fields.ts";
import { limits } from "../limits.ts";
import { User } from "./user.ts";

const name = line({ max: limits.name }).meta({ example: "Ada Lovelace" });

/** Its rules depend on the server's configuration and on its owner, so `passwordFault` judges it. */
const newPassword = z.string().meta({
  description: `At least 15 characters unless this server says otherwise, at most ${limits.password_max}; nothing easy to guess.`,
  example: "correct horse battery staple",
});

export const RegisterBody = z
  .strictObject({ name, email, password: newPassword })
  .meta({ id: "Register" });

export const EditMeBody = z.strictObject({ name: name.optional() }).meta({ id: "EditMe" });

export const ChangePasswordBody = z
  .strictObject({ current_password: z.string(), new_password: newPassword })
  .meta({ id: "ChangePassword" });

export const PasswordChanged = z.object({ user: User }).meta({ id: "PasswordChanged" });

const role = z.enum(roles);

export const Me = z
  .object({
    user: User,
    memberships: z
      .array(
        z.object({
          workspace_id: id,
          workspace_name: z.string().meta({ example: "Analytical Engines" }),
          role,
          state: z.literal("active"),
        }),
      )
      .meta({ description: `The newest ${limits.page_max}; GET /v1/workspaces lists them all.` }),
    invitations: z
      .array(
        z.object({
          workspace_id: id,
          workspace_name: z.string().meta({ example: "Analytical Engines" }),
          role,
          created_at: timestamp,
        }),
      )
      .meta({ description: `The newest ${limits.page_max}.` }),
  })
  .meta({ id: "Me" });

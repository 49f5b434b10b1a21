import { z } from "zod";
import { email, normalizedLine } from "../contract/fields.ts";
import { limits } from "../limits.ts";
import { Membership, OwnInvitation } from "../members/membership.ts";
import { sessionField } from "../sessions/signed-in.ts";
import { OwnAccount, User } from "./user.ts";

const name = normalizedLine({ max: limits.name }).meta({ example: "Ada Lovelace" });

/** `passwordError` checks it, because the rules depend on the configuration and on the owner. */
const newPassword = z.string().meta({
  description: `At least 15 characters (the server may require another minimum), at most ${limits.password_max}, and not easy to guess.`,
  example: "correct horse battery staple",
});

export const RegisterBody = z
  .strictObject({ name, email, password: newPassword, session: sessionField })
  .meta({ id: "Register" });

export const UpdateMeBody = z.strictObject({ name: name.optional() }).meta({ id: "UpdateMe" });

export const ChangePasswordBody = z
  .strictObject({ current_password: z.string(), new_password: newPassword })
  .meta({ id: "ChangePassword" });

export const PasswordChanged = z.object({ user: User }).meta({ id: "PasswordChanged" });

export const Me = z
  .object({
    user: OwnAccount,
    memberships: z.array(Membership).meta({
      description: `The newest ${limits.page_max}. GET /v1/workspaces lists all of them.`,
    }),
    invitations: z.array(OwnInvitation).meta({ description: `The newest ${limits.page_max}.` }),
  })
  .meta({ id: "Me" });

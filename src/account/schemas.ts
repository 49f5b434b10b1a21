import { z } from "zod";
import { email, timestamp } from "../contract/fields.ts";
import { limits } from "../limits.ts";

const token = z.string().max(limits.account_token).meta({
  description: "What follows the # of the link.",
  example: "slp_5l4yZzHk0p1qkQvYk7c6p9VtWmJ1m3q2dXnB8sT0uEo",
});

export const RequestPasswordResetBody = z.strictObject({ email }).meta({
  id: "RequestPasswordReset",
});

export const ResetPasswordBody = z
  .strictObject({
    token,
    password: z.string().meta({ description: "The rules are those for registering." }),
  })
  .meta({ id: "ResetPassword" });

export const AccountTokenBody = z.strictObject({ token }).meta({ id: "AccountToken" });

export const ConfirmedAddress = z
  .object({ email: z.string().meta({ example: "ada@example.com" }) })
  .meta({ id: "ConfirmedAddress" });

export const ChangeAddressBody = z
  .strictObject({ email, current_password: z.string() })
  .meta({ id: "ChangeAddress" });

export const AddressState = z
  .object({
    email: z.string().meta({ description: "The address of the account now." }),
    pending_email_change: z.object({ email: z.string(), expires_at: timestamp }).nullable().meta({
      description:
        "The address that has to be confirmed first. Null if the change took effect, which it does at once on a server without mail.",
    }),
  })
  .meta({ id: "AddressState" });

import { z } from "zod";
import { id, text, timestamp } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";
import { toNfc } from "../text/normalize.ts";
import { sessionField } from "./signed-in.ts";

/** Also an address that was accepted before there were rules for it: its owner can still sign in. */
const knownEmail = z
  .string()
  .overwrite(toNfc)
  .refine(
    (address) => Buffer.byteLength(address) <= limits.email && /^[^@\s]+@[^@\s]+$/.test(address),
    "Must be an email address such as ada@example.com.",
  )
  .meta({ format: "idn-email", maxLength: limits.email, example: "ada@example.com" });

export const SignInBody = z
  .strictObject({
    email: knownEmail,
    password: z.string().meta({ example: "correct horse battery staple" }),
    session: sessionField,
  })
  .meta({ id: "SignIn" });

export const RefreshSessionBody = z
  .strictObject({
    refresh_token: text({ min: 1, max: limits.refresh_token })
      .optional()
      .meta({ example: "slr_Gt0FoYkQy0kYc1Zb9y3mW8n2vJ6sTqLrXhPdEaUiKow" }),
    session: sessionField,
  })
  .superRefine(({ refresh_token, session }, { addIssue }) => {
    if ((refresh_token === undefined) === (session === "cookie")) return;
    const message =
      session === "cookie"
        ? 'Must be left out with `session: "cookie"`.'
        : 'Is required, unless `session` is "cookie".';
    addIssue({ code: "custom", path: ["refresh_token"], message });
  })
  .meta({ id: "RefreshSession" });

export const SessionParams = z.object({ session_id: id });

export const Session = z
  .object({
    id,
    ip_address: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: timestamp,
    last_used_at: timestamp.meta({ description: "When the session was last refreshed." }),
    expires_at: timestamp,
    is_current: z.boolean().meta({ description: "Whether this request belongs to the session." }),
  })
  .meta({ id: "Session" });

export const ListSessionsQuery = z.strictObject(pageParameters);
export const SessionPage = pageSchema(Session).meta({ id: "SessionPage" });

import { z } from "zod";
import { roles, tokenScopes } from "../auth/permissions.ts";
import { id, normalizedLine, timestamp, workspaceParams } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";
import { shownHandle } from "../members/handles/handle.ts";

const name = z.string().meta({ example: "Release bot" });
const newName = normalizedLine({ max: limits.name });
const role = z.enum(roles);
const scope = z.enum(tokenScopes);

export const AccountParams = workspaceParams.extend({ user_id: id });
export const TokenParams = AccountParams.extend({ token_id: id });

export const ServiceAccount = z
  .object({
    workspace_id: id,
    user_id: id.meta({ description: "Its ID as a member, an assignee or an actor." }),
    handle: shownHandle.meta({
      description: "The name by which texts mention it.",
      example: "release-bot",
    }),
    name,
    role,
    created_at: timestamp,
  })
  .meta({ id: "ServiceAccount" });

export const ServiceAccountPage = pageSchema(ServiceAccount).meta({ id: "ServiceAccountPage" });
export const ListAccountsQuery = z.strictObject(pageParameters);

export const CreateAccountBody = z
  .strictObject({ name: newName.meta({ example: "Release bot" }), role })
  .meta({ id: "CreateServiceAccount" });

const scopes = z.array(scope).nullable().meta({
  description:
    "The permissions that the token is limited to. Null for all permissions of the role.",
});

export const ApiToken = z
  .object({
    workspace_id: id,
    id,
    user_id: id.meta({ description: "The ID of its service account." }),
    name: z.string().meta({ example: "nightly import" }),
    scopes,
    last_four: z
      .string()
      .meta({ description: "The last four characters of the token.", example: "4Qx7" }),
    created_by: id,
    created_at: timestamp,
    expires_at: timestamp.nullable().meta({ description: "Null if the token does not expire." }),
    last_used_at: timestamp.nullable().meta({ description: "Updated at most once a minute." }),
  })
  .meta({ id: "ApiToken" });

export const ApiTokenPage = pageSchema(ApiToken).meta({ id: "ApiTokenPage" });
export const ListTokensQuery = z.strictObject(pageParameters);

export const NewApiToken = ApiToken.extend({
  token: z.string().nullable().meta({
    description:
      "Send it as `Authorization: Bearer …`. Shown once: null if the request is repeated with its `Idempotency-Key`.",
    example: "sl_0000000000000000000000000000000000abcd",
  }),
}).meta({ id: "NewApiToken" });

const days = `Must be a whole number of days from 1 to ${limits.token_days_max}.`;

export const CreateTokenBody = z
  .strictObject({
    name: newName.meta({ example: "nightly import" }),
    scopes: scopes
      .refine(
        (list) => list === null || list.length > 0,
        "Must have at least one permission, or be null.",
      )
      .refine((list) => new Set(list).size === (list?.length ?? 0), "Each permission once.")
      .optional()
      .meta({ minItems: 1, uniqueItems: true }),
    expires_in_days: z
      .int(days)
      .min(1, days)
      .max(limits.token_days_max, days)
      .nullable()
      .optional()
      .meta({ description: "If absent or null, the token does not expire." }),
  })
  .meta({ id: "CreateApiToken" });

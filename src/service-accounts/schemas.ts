import { z } from "zod";
import { roles, tokenScopes } from "../auth/permissions.ts";
import { id, normalizedLine, timestamp, workspaceParams } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";

const name = z.string().meta({ example: "Release bot" });
const newName = normalizedLine({ max: limits.name });
const role = z.enum(roles);
const scope = z.enum(tokenScopes);

export const AccountParams = workspaceParams.extend({ user_id: id });
export const TokenParams = AccountParams.extend({ token_id: id });

export const ServiceAccount = z
  .object({
    workspace_id: id,
    user_id: id.meta({ description: "What it is called as a member, an assignee, an actor." }),
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

const scopes = z
  .array(scope)
  .nullable()
  .meta({ description: "The permissions that it is narrowed to; null for all of the role's." });

export const ApiToken = z
  .object({
    workspace_id: id,
    id,
    user_id: id.meta({ description: "Its service account." }),
    name: z.string().meta({ example: "nightly import" }),
    scopes,
    last_four: z.string().meta({ description: "How the token ends.", example: "4Qx7" }),
    created_by: id,
    created_at: timestamp,
    expires_at: timestamp.nullable().meta({ description: "Null for one that does not expire." }),
    last_used_at: timestamp.nullable().meta({ description: "Up to a minute behind." }),
  })
  .meta({ id: "ApiToken" });

export const ApiTokenPage = pageSchema(ApiToken).meta({ id: "ApiTokenPage" });
export const ListTokensQuery = z.strictObject(pageParameters);

export const NewApiToken = ApiToken.extend({
  token: z.string().nullable().meta({
    description:
      "Send it as `Authorization: Bearer …`. It is shown here and never again: null in a repeat under the same `Idempotency-Key`.",
    example: "sl_0000000000000000000000000000000000abcd",
  }),
}).meta({ id: "NewApiToken" });

const days = `A whole number of days, 1 to ${limits.token_days_max}.`;

export const CreateTokenBody = z
  .strictObject({
    name: newName.meta({ example: "nightly import" }),
    scopes: scopes
      .refine((list) => list === null || list.length > 0, "Name at least one permission, or null.")
      .refine((list) => new Set(list).size === (list?.length ?? 0), "Each permission once.")
      .optional()
      .meta({ minItems: 1, uniqueItems: true }),
    expires_in_days: z
      .int(days)
      .min(1, days)
      .max(limits.token_days_max, days)
      .nullable()
      .optional()
      .meta({ description: "Without it, or null, the token does not expire." }),
  })
  .meta({ id: "CreateApiToken" });

import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { createServiceAccount } from "./create.ts";
import { createApiToken } from "./create-token.ts";
import { listAccounts, listAccountTokens, readAccount, readToken } from "./read.ts";
import { revokeApiToken } from "./revoke-token.ts";
import {
  AccountParams,
  ApiToken,
  ApiTokenPage,
  CreateAccountBody,
  CreateTokenBody,
  ListAccountsQuery,
  ListTokensQuery,
  NewApiToken,
  ServiceAccount,
  ServiceAccountPage,
  TokenParams,
} from "./schemas.ts";

const path = `${workspacePath}/service-accounts`;

export const serviceAccountEndpoints = [
  endpoint("GET", path, {
    operation: "listServiceAccounts",
    summary: "List the service accounts",
    permission: "member:read",
    params: workspaceParams,
    query: ListAccountsQuery,
    response: ServiceAccountPage,
    read: (db, { context, query, instance: { cursors } }) =>
      listAccounts(db, context, { cursors, ...query }),
  }),
  endpoint("POST", path, {
    operation: "createServiceAccount",
    summary: "Create a service account",
    permission: "service_account:manage",
    action: "service_account.created",
    params: workspaceParams,
    body: CreateAccountBody,
    response: ServiceAccount,
    status: 201,
    problems: ["limit_reached"],
    location: ({ workspace_id, user_id }) =>
      `/v1/workspaces/${workspace_id}/service-accounts/${user_id}`,
    write: (tx, { context, body }) => createServiceAccount(tx, context, body),
  }),
  endpoint("GET", `${path}/:user_id`, {
    operation: "getServiceAccount",
    summary: "Get a service account",
    permission: "member:read",
    params: AccountParams,
    response: ServiceAccount,
    read: (db, { context, params }) => readAccount(db, context, params.user_id),
  }),
  endpoint("GET", `${path}/:user_id/tokens`, {
    operation: "listApiTokens",
    summary: "List the API tokens of a service account",
    permission: "service_account:manage",
    params: AccountParams,
    query: ListTokensQuery,
    response: ApiTokenPage,
    read: (db, { context, params, query, instance: { cursors } }) =>
      listAccountTokens(db, context, params.user_id, { cursors, ...query }),
  }),
  endpoint("POST", `${path}/:user_id/tokens`, {
    operation: "createApiToken",
    summary: "Create an API token for a service account",
    permission: "service_account:manage",
    action: "token.created",
    params: AccountParams,
    body: CreateTokenBody,
    response: NewApiToken,
    secret: true,
    shownOnce: ["token"],
    status: 201,
    location: ({ workspace_id, user_id, id }) =>
      `/v1/workspaces/${workspace_id}/service-accounts/${user_id}/tokens/${id}`,
    problems: ["scope_beyond_role", "limit_reached"],
    membersToLock: ({ params }) => [params.user_id],
    write: (tx, { context, params, body }) => createApiToken(tx, context, params.user_id, body),
  }),
  endpoint("GET", `${path}/:user_id/tokens/:token_id`, {
    operation: "getApiToken",
    summary: "Get the metadata of an API token",
    permission: "service_account:manage",
    params: TokenParams,
    response: ApiToken,
    read: (db, { context, params }) => readToken(db, context, params),
  }),
  endpoint("DELETE", `${path}/:user_id/tokens/:token_id`, {
    operation: "revokeApiToken",
    summary: "Revoke an API token",
    permission: "service_account:manage",
    endsAccess: true,
    action: "token.revoked",
    params: TokenParams,
    write: (tx, { context, params }) => revokeApiToken(tx, context, params),
  }),
];

import type { ApiToken } from "../../../client/index.ts";
import { permissionsOfRoles, type Role } from "../../store/workspace/permissions.ts";

export type Scope = NonNullable<ApiToken["scopes"]>[number];

/** No token has these, whatever the role of its account. A test compares the rest with the API. */
const personOnly: readonly string[] = ["service_account:manage", "workspace:delete"];

/** The permissions that a token of an account with this role may have. */
export function scopesOf(role: Role): Scope[] {
  const permissions: readonly string[] = permissionsOfRoles[role];
  return permissions.filter((permission): permission is Scope => !personOnly.includes(permission));
}

/** By what they are about: `ticket`, `comment` and so on. */
export function groupsOf(scopes: readonly Scope[]): [subject: string, scopes: Scope[]][] {
  return [...Map.groupBy(scopes, (scope) => scope.split(":")[0] ?? "")];
}

/** The permissions of each role. A role has all permissions of the role before it. */
const viewer = [
  "workspace:read",
  "member:read",
  "project:read",
  "workflow:read",
  "ticket:read",
  "ticket:watch",
  "comment:read",
  "event:read",
  "notification:manage",
] as const;

const member = [
  ...viewer,
  "ticket:create",
  "ticket:edit",
  "ticket:transition",
  "ticket:claim",
  "ticket:delete",
  "ticket:restore",
  "label:manage",
  "comment:create",
  "comment:edit_own",
] as const;

const admin = [
  ...member,
  "workspace:edit",
  "workspace:delete",
  "member:manage",
  "service_account:manage",
  "project:manage",
  "workflow:manage",
  "ticket:reopen",
  "ticket:release_any",
  "comment:edit_any",
  "version:read_any",
  "version:redact_any",
  "audit:read",
] as const;

export const permissions = { viewer, member, admin } as const;

export type Role = keyof typeof permissions;
export type Permission = (typeof admin)[number];

/**
 * No API token has these, whatever its account's role: a leaked token must neither create others,
 * which would outlive it, nor delete the workspace.
 */
const personOnlyPermissions = ["service_account:manage", "workspace:delete"] as const;

/** The permissions that an API token can be restricted to. */
export type TokenScope = Exclude<Permission, (typeof personOnlyPermissions)[number]>;

export const tokenScopes = admin.filter(
  (permission): permission is TokenScope => !isPersonOnly(permission),
) as [TokenScope, ...TokenScope[]];

export const roles = Object.keys(permissions) as [Role, ...Role[]];

export function roleHas(role: Role, permission: Permission): boolean {
  return (permissions[role] as readonly Permission[]).includes(permission);
}

export function rolesWith(permission: Permission): readonly Role[] {
  return roles.filter((role) => roleHas(role, permission));
}

export function isPersonOnly(permission: Permission): boolean {
  return (personOnlyPermissions as readonly Permission[]).includes(permission);
}

/**
 * What each role may do. A role has the permissions of the roles before it. `permissions.test.ts`
 * compares the list with the server's.
 */
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

export const permissionsOfRoles = {
  viewer,
  member: [...viewer, ...member],
  admin: [...viewer, ...member, ...admin],
} as const;

export type Role = keyof typeof permissionsOfRoles;
export type Permission = (typeof permissionsOfRoles)["admin"][number];

export function roleMay(role: Role, permission: Permission): boolean {
  return (permissionsOfRoles[role] as readonly Permission[]).includes(permission);
}

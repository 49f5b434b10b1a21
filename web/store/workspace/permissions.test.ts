import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Permission, permissions, type Role } from "../../../src/auth/permissions.ts";
import { permissionsOfRoles } from "./permissions.ts";

describe("the permissions that the app knows", () => {
  const known = permissionsOfRoles.admin as readonly Permission[];

  for (const [role, ofRole] of Object.entries(permissionsOfRoles)) {
    it(`are those that the server gives to the role ${role}`, () => {
      const onServer = permissions[role as Role] as readonly Permission[];

      assert.deepEqual(
        [...ofRole].sort(),
        onServer.filter((permission) => known.includes(permission)).sort(),
      );
    });
  }
});

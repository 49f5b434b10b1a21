import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { permissions, type Role } from "../../../src/auth/permissions.ts";
import { permissionsOfRoles } from "./permissions.ts";

describe("the permissions that the app knows", () => {
  for (const [role, ofRole] of Object.entries(permissionsOfRoles)) {
    it(`are those that the server gives to the role ${role}`, () => {
      const onServer = permissions[role as Role];

      assert.deepEqual([...ofRole].sort(), [...onServer].sort());
    });
  }
});

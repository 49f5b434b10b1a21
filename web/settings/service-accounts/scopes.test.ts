import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { roleHas, roles, tokenScopes } from "../../../src/auth/permissions.ts";
import { groupsOf, scopesOf } from "./scopes.ts";

describe("scopes of a token", () => {
  it("are those that the API gives a role", () => {
    for (const role of roles) {
      const allowed = tokenScopes.filter((scope) => roleHas(role, scope));
      assert.deepEqual(scopesOf(role).sort(), allowed.sort(), role);
    }
  });

  it("are grouped by what they are about", () => {
    assert.deepEqual(groupsOf(["ticket:read", "comment:read", "ticket:edit"]), [
      ["ticket", ["ticket:read", "ticket:edit"]],
      ["comment", ["comment:read"]],
    ]);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { workspaceRuleErrors } from "./workspace-rule.ts";

const tables = new Map([
  ["workspaces", "id"],
  ["members", "workspace_id"],
  ["tickets", "workspace_id"],
  ["comments", "workspace_id"],
  ["users", undefined],
]);

const reaches = (table: string) => `${table} without a condition on its workspace`;

describe("the workspace rule accepts a statement that is restricted to its workspace", () => {
  const sound = {
    "by its condition": "select t.id from tickets t where t.workspace_id = $1 and t.id = $2",
    "by a condition on several":
      "select t.id from tickets t where t.workspace_id = any($1::uuid[])",
    "by an unqualified column of its only table":
      "update tickets set title = $1 where workspace_id = $2",
    "by a condition that no index serves":
      "select t.id from tickets t where t.workspace_id is not distinct from $1",
    "by a join with a restricted table": `
      select c.id from tickets t join comments c on c.workspace_id = t.workspace_id
       where t.workspace_id = $1`,
    "by a chain of joins, in any order": `
      select m.role from members m
        join workspaces w on w.id = m.workspace_id
        join tickets t on t.workspace_id = w.id
       where t.workspace_id = $1`,
    "by a join of rows":
      "select c.id from tickets t join comments c on (c.workspace_id, c.ticket_id) = (t.workspace_id, t.id) where t.workspace_id = $1",
    "by a condition on the optional side in an outer join":
      "select w.id from workspaces w left join tickets t on t.workspace_id = $1 where w.id = $1",
    "in a subquery":
      "select (select count(*) from comments c where c.workspace_id = t.workspace_id) from tickets t where t.workspace_id = $1",
    "by the result of another query":
      "with page as (select t.workspace_id, t.id from tickets t where t.workspace_id = $1) select c.id from page join comments c on c.workspace_id = page.workspace_id",
    "by the result of a function":
      "select m.role from unnest($1::uuid[]) as r (workspace_id) join members m on m.workspace_id = r.workspace_id",
    "in what it inserts": "insert into tickets as t (id, workspace_id) values ($1, $2), ($3, $4)",
    "in what it inserts from a query":
      "insert into comments (workspace_id, id) select t.workspace_id, $2 from tickets t where t.workspace_id = $1",
    "in what it deletes":
      "delete from comments c using tickets t where t.workspace_id = $1 and c.workspace_id = t.workspace_id",
    "by the ID of the workspace itself": "update workspaces w set name = $1 where w.id = $2",
    "because it uses no table with workspaces": "select u.name from users u where u.id = $1",
  };
  for (const [how, statement] of Object.entries(sound)) {
    it(how, () => assert.deepEqual(workspaceRuleErrors(statement, tables), []));
  }
});

describe("the workspace rule rejects a statement that can reach other workspaces", () => {
  const faulty: Record<string, [statement: string, table: string]> = {
    "without any condition": ["select t.id from tickets t", "tickets"],
    "with only an ID": ["update tickets set title = $1 where id = $2", "tickets"],
    "with a comparison other than equality": [
      "select t.id from tickets t where t.workspace_id > $1",
      "tickets",
    ],
    "with every workspace except its own": [
      "select t.id from tickets t where t.workspace_id is distinct from $1",
      "tickets",
    ],
    "with a condition that is an alternative to another": [
      "select t.id from tickets t where t.workspace_id = $1 or t.id = $2",
      "tickets",
    ],
    "with a column that is compared with itself": [
      "select t.id from tickets t where t.workspace_id = t.workspace_id",
      "tickets",
    ],
    "by a join with an unrestricted table": [
      "select t.id from tickets t join users u on u.id = t.reporter_id where u.id = $1",
      "tickets",
    ],
    "by a join with another column of a restricted table": [
      "select c.id from tickets t join comments c on c.workspace_id = t.id where t.workspace_id = $1",
      "comments",
    ],
    "by an outer join that does not restrict it": [
      "select t.id from tickets t left join workspaces w on t.workspace_id = $1 and w.id = $1",
      "tickets",
    ],
    "in a subquery": [
      "select (select count(*) from comments c where c.ticket_id = t.id) from tickets t where t.workspace_id = $1",
      "comments",
    ],
    "in one half of a union": [
      "select t.id from tickets t where t.workspace_id = $1 union all select c.id from comments c",
      "comments",
    ],
    "in a common table expression": [
      "with all_of_them as (select t.id from tickets t) select all_of_them.id from all_of_them",
      "tickets",
    ],
    "with an inserted row that has another workspace": [
      "insert into tickets (workspace_id, id) values ($1, $2), (gen_random_uuid(), $3)",
      "tickets",
    ],
    "with inserted rows without a workspace": ["insert into tickets (id) values ($1)", "tickets"],
    "with inserted rows of a query that has no workspace": [
      "insert into comments (workspace_id, id) select t.id, $2 from tickets t where t.workspace_id = $1",
      "comments",
    ],
    "in a delete": ["delete from comments where id in (select $1::uuid)", "comments"],
  };
  for (const [how, [statement, table]] of Object.entries(faulty)) {
    it(how, () => assert.deepEqual(workspaceRuleErrors(statement, tables), [reaches(table)]));
  }
});

describe("the workspace rule rejects a statement that reads all columns of a table", () => {
  const whole = "users.*, where columns should be listed";
  for (const columns of ["*", "u.*", "to_jsonb(u)"]) {
    it(`with ${columns}`, () => {
      const statement = `select ${columns} from users u where u.id = $1`;
      assert.deepEqual(workspaceRuleErrors(statement, tables), [whole]);
    });
  }

  it("but accepts count(*), and all columns of a query that lists them", () => {
    const statement =
      "with page as (select u.id from users u) select page.*, count(*) over () from page";
    assert.deepEqual(workspaceRuleErrors(statement, tables), []);
  });
});

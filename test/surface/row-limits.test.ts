import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import { limits } from "../../src/limits.ts";
import { givenCrowd } from "../support/accounts.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenServiceAccount, givenWorld, type World } from "../support/given.ts";
import { assertProblem } from "../support/problem.ts";

let api: TestApi;
let world: World;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
});
after(() => api.close());

describe("one more than the maximum is refused with limit_reached", () => {
  it("of projects", async () => {
    await api.db.query(sql`
      with made as (
        insert into projects (workspace_id, id, name, key, workflow_id)
        select ${world.workspace.id}, gen_random_uuid(), 'Another', 'P' || n,
               ${world.project.workflow_id}
          from generate_series(1, ${limits.projects_of_workspace - 2}::integer) n
        returning workspace_id, id, workflow_id
      )
      insert into project_workflows (workspace_id, project_id, workflow_id)
      select made.workspace_id, made.id, made.workflow_id from made`);

    await checkLimit(limits.projects_of_workspace, `${world.workspacePath}/projects`, (n) => ({
      name: "One more",
      key: `Q${n}`,
    }));
  });

  it("of workflows", async () => {
    await api.db.query(sql`
      with made as (
        insert into workflows (workspace_id, id, name, initial_status)
        select ${world.workspace.id}, gen_random_uuid(), 'Another', 'open'
          from generate_series(1, ${limits.workflows_of_workspace - 3}::integer) n
        returning workspace_id, id
      )
      insert into workflow_statuses (workspace_id, workflow_id, status, category, position)
      select made.workspace_id, made.id, 'open', 'todo', 0 from made`);

    await checkLimit(limits.workflows_of_workspace, `${world.workspacePath}/workflows`, () => ({
      name: "One more",
      statuses: [
        { status: "open", category: "todo" },
        { status: "closed", category: "done" },
      ],
      transitions: [{ from: "open", to: "closed" }],
    }));
  });

  it("of invitations; an address that is invited already can be invited again", async () => {
    await api.db.query(sql`
      insert into invitations (workspace_id, id, email, role, invited_by)
      select ${world.workspace.id}, gen_random_uuid(), n || '@example.com', 'viewer',
             ${world.admin.id}
        from generate_series(1, ${limits.invitations_of_workspace - 1}::integer) n`);
    const path = `${world.workspacePath}/members`;

    await checkLimit(limits.invitations_of_workspace, path, (n) => ({
      email: `more-${n}@example.com`,
      role: "viewer",
    }));

    const again = await api.post(world.admin, path, { email: "7@example.com", role: "member" });
    assert.equal(again.status, 201);
  });

  it("of service accounts, and of the API tokens of one", async () => {
    const bot = await givenServiceAccount(api, world);
    await givenCrowd(api, world.workspace.id, {
      count: limits.service_accounts_of_workspace - 2,
      ...{ role: "viewer", kind: "service" },
    });
    await api.db.query(sql`
      insert into api_tokens (workspace_id, id, user_id, name, hash, last_four, created_by)
      select ${world.workspace.id}, gen_random_uuid(), ${bot.id}, 'another', sha256(n::text::bytea),
             'aaaa', ${world.admin.id}
        from generate_series(1, ${limits.tokens_of_account - 2}::integer) n`);
    const accounts = `${world.workspacePath}/service-accounts`;

    await checkLimit(limits.service_accounts_of_workspace, accounts, () => ({
      name: "One more",
      role: "viewer",
    }));
    await checkLimit(limits.tokens_of_account, `${accounts}/${bot.id}/tokens`, () => ({
      name: "One more",
    }));
  });

  it("of workspaces that a person is an admin of", async () => {
    await api.db.query(sql`
      with made as (
        insert into workspaces (id, name)
        select gen_random_uuid(), 'Another'
          from generate_series(1, ${limits.workspaces_of_person - 2}::integer)
        returning id
      ), named as (
        insert into handles (workspace_id, handle, user_id)
        select made.id, 'ada', ${world.admin.id} from made
        returning workspace_id, user_id, handle
      )
      insert into members (workspace_id, user_id, handle, role)
      select named.workspace_id, named.user_id, named.handle, 'admin' from named`);

    await checkLimit(limits.workspaces_of_person, "/v1/workspaces", () => ({ name: "One more" }));
  });
});

/** The last one that there may be is created, and the next is refused. */
async function checkLimit(limit: number, path: string, draft: (n: number) => object) {
  const last = await api.post(world.admin, path, draft(1));
  const refused = await api.post(world.admin, path, draft(2));

  assert.equal(last.status, 201, JSON.stringify(last.body));
  assertProblem(refused, "limit_reached");
  assert.equal(refused.body.limit, limit);
}

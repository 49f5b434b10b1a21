import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket } from "../../test/support/locks.ts";
import { transaction } from "../db/transaction.ts";
import { transitionTicket } from "./transition.ts";

// Statements that the service never sends, executed as the owner of every table. The constraint named after
// the violated rule rejects each of them.

let api: TestApi;
let owner: pg.Client;
before(async () => {
  api = await startApi();
  owner = new pg.Client({ connectionString: api.database.databaseOwnerUrl });
  await owner.connect();
});
after(async () => {
  await owner.end();
  await api.close();
});

describe("the database constraints", () => {
  it("reject a transition that the workflow does not have", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await refused(
      "transition_is_in_the_workflow",
      transition(world, { from: "open", to: "closed" }),
    );
    await refused(
      "transition_is_in_the_workflow",
      transition(world, { from: "open", to: "heaven" }),
    );
    await refused("transition_is_in_the_workflow", transition(world, { from: "open", to: "open" }));
  });

  it("reject a transition of another workflow in the same workspace", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const back = { to: "open", from: "in_progress", sequence: 3 };
    await refused("transition_is_in_the_workflow", [
      ...transition(world, { from: "open", to: "in_progress" }),
      ...transition(world, back),
    ]);
    const reopenable = await workflowNamed(world, "reopenable");
    await refused(
      "workflow_is_one_of_the_projects",
      transition(world, { from: "open", to: "in_progress", workflow_id: reopenable }),
    );
  });

  it("reject a transition that does not start in the ticket's current status", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const jump = { from: "in_progress", to: "resolved" };
    await refused("transition_starts_where_the_last_ended", transition(world, jump));
  });

  it("reject a gap in the history and a second row with the same sequence number", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { status: "in_progress" });
    const next = { from: "in_progress", to: "resolved" };
    await refused(
      "transition_starts_where_the_last_ended",
      transition(world, { ...next, sequence: 4 }),
    );
    await refused("ticket_status_history_pkey", transition(world, { ...next, sequence: 2 }));
    await refused("sequence_starts_at_one", transition(world, { ...next, sequence: 0 }));
  });

  it("reject a first history row with a wrong initial status, and a second first row", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await refused("birth_is_the_initial_status", birth(world, "resolved"));
    await refused("birth_is_the_initial_status", birth(world, "heaven"));
    await refused(
      "birth_alone_comes_from_nowhere",
      transition(world, { from: null, to: "resolved" }),
    );
    await refused(
      "birth_alone_comes_from_nowhere",
      transition(world, { from: "open", to: "in_progress", sequence: 1 }),
    );
  });

  it("reject a status that has no history row", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    await refused("status_is_in_its_history", [
      ["update tickets set status = 'closed' where id = $1", [id]],
    ]);
    await refused("status_is_in_its_history", [
      [
        "update tickets set status = 'in_progress', status_sequence = status_sequence + 1 where id = $1",
        [id],
      ],
    ]);
    await refused("status_is_in_its_history", birth(world, "open").slice(0, 1));
  });

  it("reject rewriting or deleting history rows", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world, { status: "resolved" });
    const rewrite = "update ticket_status_history set to_status = 'closed'";
    await refused("transition_starts_where_the_last_ended", [
      [`${rewrite} where ticket_id = $1 and sequence = 2`, [id]],
    ]);
    await refused("transition_is_in_the_workflow", [
      [`${rewrite} where ticket_id = $1 and sequence = 3`, [id]],
    ]);
    await refused("transition_starts_where_the_last_ended", [
      ["delete from ticket_status_history where ticket_id = $1 and sequence = 2", [id]],
    ]);
    await refused("status_is_in_its_history", [
      ["delete from ticket_status_history where ticket_id = $1 and sequence = 3", [id]],
    ]);
  });

  it("reject a history row filed under another project", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const draft = { name: "Web", key: "WEB" };
    const { body } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    await refused(
      "history_is_of_the_tickets_project",
      transition({ ...world, project: body }, { from: "open", to: "in_progress" }),
    );
  });

  it("reject a project whose workflow is not in its list of workflows", async () => {
    const world = await givenWorld(api);
    const reopenable = await workflowNamed(world, "reopenable");
    await refused("workflow_is_one_of_the_projects", [
      ["update projects set workflow_id = $2 where id = $1", [world.project.id, reopenable]],
    ]);
  });

  it("accept the rows that the service itself writes", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await accepted(birth(world, "open"));
    await accepted(transition(world, { from: "open", to: "in_progress" }));
  });

  it("reject the next transition of a ticket that was rewound, because its sequence number is taken", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { status: "in_progress" });
    await owner.query("update tickets set status = 'open', status_sequence = 1 where id = $1", [
      ticket.id,
    ]);
    const context = contextOf(world, world.admin);
    await assert.rejects(
      transaction(api.db, async (tx) =>
        transitionTicket(tx, context, await lockTicket(tx, ticket), { to: "in_progress" }),
      ),
      { constraint: "ticket_status_history_pkey" },
    );
  });
});

// Those to members whom a command has locked have no key: src/doctor/member-references.test.ts.
describe("the foreign keys", () => {
  const references = [
    ["comments", "ticket_id", "comments_workspace_id_ticket_id_fkey"],
    ["projects", "workflow_id", "projects_workspace_id_workflow_id_fkey"],
    ["project_counters", "project_id", "project_counters_workspace_id_project_id_fkey"],
    ["ticket_status_history", "ticket_id", "history_is_of_the_tickets_project"],
    ["workflow_transitions", "workflow_id", "transition_starts_in_the_workflow"],
  ] as const;
  for (const [table, column, constraint] of references) {
    it(`reject an ID from another workspace in ${table}.${column}`, async () => {
      const [ours, theirs] = [await givenComment(), await givenComment()];
      const rowOf = `from ${table} where workspace_id = $1 and ${column} is not null limit 1`;
      const row = await owner.query(`select ctid ${rowOf}`, [ours.workspace.id]);
      const foreign = await owner.query(`select ${column} as id ${rowOf}`, [theirs.workspace.id]);
      await refused(constraint, [
        [
          `update ${table} set ${column} = $1 where ctid = $2`,
          [foreign.rows[0].id, row.rows[0].ctid],
        ],
      ]);
    });
  }

  it("reject a ticket in a project, and a project workflow, from another workspace", async () => {
    const [ours, theirs] = [await givenWorld(api), await givenWorld(api)];
    const { workspace } = ours;
    await refused(
      "tickets_workspace_id_project_id_fkey",
      birth({ ...ours, project: theirs.project }, "open").slice(0, 1),
    );
    const insert = `insert into project_workflows (workspace_id, project_id, workflow_id)
                    values ($1, $2, $3)`;
    await refused("project_workflows_workspace_id_workflow_id_fkey", [
      [insert, [workspace.id, ours.project.id, theirs.project.workflow_id]],
    ]);
    const reopenable = await workflowNamed(ours, "reopenable");
    await refused("project_workflows_workspace_id_project_id_fkey", [
      [insert, [workspace.id, theirs.project.id, reopenable]],
    ]);
  });
});

type Statement = [text: string, values: unknown[]];

async function refused(constraint: string, statements: Statement[]): Promise<void> {
  await assert.rejects(run(statements), (error: pg.DatabaseError) => {
    assert.equal(error.constraint, constraint, error.message);
    assert.match(error.code ?? "", /^23/);
    return true;
  });
}

async function accepted(statements: Statement[]): Promise<void> {
  await run(statements);
}

/** Runs the statements in a transaction, checks the deferred constraints, then rolls back. */
async function run(statements: Statement[]): Promise<void> {
  await owner.query("begin");
  try {
    for (const [text, values] of statements) await owner.query(text, values);
    await owner.query("set constraints all immediate");
  } finally {
    await owner.query("rollback");
  }
}

/** The statement that inserts a history row for the only ticket of the workspace. */
function transition(
  { workspace, project, admin }: World,
  row: { from: string | null; to: string; sequence?: number; workflow_id?: string },
): Statement[] {
  const { from, to, sequence = 2, workflow_id = project.workflow_id } = row;
  return [
    [
      `insert into ticket_status_history
         (workspace_id, ticket_id, sequence, project_id, workflow_id, from_status, to_status, actor_id)
       select $1, t.id, $2, $3, $4, $5, $6, $7 from tickets t where t.workspace_id = $1`,
      [workspace.id, sequence, project.id, workflow_id, from, to, admin.id],
    ],
  ];
}

/** The statements that insert a ticket and the first row of its history. */
function birth({ workspace, project, admin }: World, status: string): Statement[] {
  const id = randomUUID();
  return [
    [
      `insert into tickets (workspace_id, id, project_id, number, title, status, reporter_id)
       values ($1, $2, $3, 1000, 'Forged', $4, $5)`,
      [workspace.id, id, project.id, status, admin.id],
    ],
    [
      `insert into ticket_status_history
         (workspace_id, ticket_id, sequence, project_id, workflow_id, to_status)
       values ($1, $2, 1, $3, $4, $5)`,
      [workspace.id, id, project.id, project.workflow_id, status],
    ],
  ];
}

async function workflowNamed({ workspacePath, admin }: World, wanted: string): Promise<string> {
  const { body } = await api.get(admin, `${workspacePath}/workflows`);
  return body.data.find(({ name }: { name: string }) => name === wanted).id;
}

/** Creates a workspace with a row in every table. */
async function givenComment(): Promise<World> {
  const world = await givenWorld(api);
  const { id } = await givenTicket(api, world, { assignee_id: world.member.id });
  await api.post(world.member, `${world.workspacePath}/tickets/${id}/comments`, { body: "Hello" });
  return world;
}

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import {
  givenServiceAccount,
  givenTicket,
  givenWorld,
  scopeOf,
  type World,
} from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { systemOrigin } from "../events/record.ts";
import { createTicket } from "./create.ts";
import { editTicket } from "./edit.ts";
import { CreateTicketBody, TransitionBody } from "./schemas.ts";
import { transitionTicket } from "./transition.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** All that there is of a project's tickets, but for ids, times and whence it came. */
async function traces({ workspace, project }: World): Promise<unknown[]> {
  return await api.db.query(sql`
    select to_jsonb(t) - '{id,created_at,updated_at,search}'::text[] as ticket,
           (select jsonb_agg(to_jsonb(h) - '{ticket_id,changed_at}'::text[] order by h.sequence)
              from ticket_status_history h
             where h.workspace_id = t.workspace_id
               and h.ticket_id = t.id) as history,
           (select jsonb_agg(to_jsonb(o) - '{id,position,subject_id,ticket_id,occurred_at,address,user_agent,request_id}'::text[]
                             order by o.position)
              from outbox o
             where o.workspace_id = t.workspace_id
               and o.ticket_id = t.id
               and o.subject_id = t.id::text) as events
      from tickets t
     where t.workspace_id = ${workspace.id}
       and t.project_id = ${project.id}
     order by t.number`);
}

/** The same without what tells two worlds apart. */
async function comparable(world: World): Promise<unknown> {
  let text = JSON.stringify(await traces(world));
  const { workspace, project, member, admin } = world;
  for (const [name, { id }] of Object.entries({ workspace, project, member, admin })) {
    text = text.replaceAll(id, name);
  }
  return JSON.parse(text.replaceAll(project.workflow_id, "workflow"));
}

const drafts = [
  { title: "Only a title" },
  {
    title: 'Everything \\ "quoted" \' $1 \u{1f600}',
    description: "**bold**",
    priority: "urgent",
    due_on: "2026-12-24",
    metadata: { build: 418, nested: { a: [1, null] } },
  },
];

const moves = [
  [{ to: "in_progress" }, { to: "resolved", reason: 'it\'s "done" \\ $2' }, { to: "closed" }],
  [{ to: "closed", resolution: "duplicate" }],
  [
    { to: "closed", resolution: "wont_do" },
    { to: "open", reason: "after all" },
  ],
  [{ to: "in_progress", reason: "mine" }],
];

describe("a command as one statement", () => {
  it("leaves of a ticket that is made what its steps leave", async () => {
    for (const draft of drafts) {
      const [whole, stepwise] = [await givenWorld(api), await givenWorld(api)];
      const assigned = (world: World) => ({ ...draft, assignee_id: world.member.id });

      const made = await api.post(
        whole.member,
        `${whole.W}/projects/${whole.project.id}/tickets`,
        assigned(whole),
      );
      await transaction(api.db, (tx) => {
        const scope = scopeOf(stepwise, stepwise.member, "member", [stepwise.member]);
        const body = CreateTicketBody.parse(assigned(stepwise));
        return createTicket(tx, scope, stepwise.project.id, body);
      });

      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.deepEqual(await comparable(whole), await comparable(stepwise));
    }
  });

  it("leaves of a ticket that is moved what its steps leave", async () => {
    for (const line of moves) {
      const workflow = "reopenable";
      const whole = await givenWorld(api, { workflow });
      const stepwise = await givenWorld(api, { workflow });
      const [, twin] = [await givenTicket(api, whole), await givenTicket(api, stepwise)];
      const scope = { ...scopeOf(stepwise, stepwise.admin), origin: systemOrigin };

      for (const move of line) {
        const path = `${whole.W}/tickets/ENG-1/transitions`;
        const moved = await api.post(whole.admin, path, move);
        await transaction(api.db, (tx) =>
          transitionTicket(tx, scope, twin, TransitionBody.parse(move)),
        );
        assert.equal(moved.status, 200, JSON.stringify(moved.body));
      }

      assert.deepEqual(await comparable(whole), await comparable(stepwise));
    }
  });

  it("is two statements, which lock the members and do the rest", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const bot = await givenServiceAccount(api, world, { scopes: ["ticket:create"] });
    const create = `${world.W}/projects/${world.project.id}/tickets`;
    const move = `${world.W}/tickets/${id}/transitions`;
    const calls = [
      () => api.post(world.member, create, { title: "t" }),
      () => api.post(bot, create, { title: "t" }),
      () => api.post(world.member, move, { to: "in_progress" }, { "If-Match": '"7", "1"' }),
      () => api.post(world.admin, move, { to: "resolved" }, { "If-Match": "*" }),
    ];

    for (const call of calls) {
      // In front of the two, a token is looked up.
      const sent = await statementsOf(async () => assert.ok((await call()).status < 300));
      assert.deepEqual(
        sent.slice(-2).map((text) => /^(select m\.user_id|with project as)\b/.exec(text)?.[1]),
        ["select m.user_id", "with project as"],
        sent.join("\n"),
      );
    }
  });

  it("waits for who changes something else, and moves the ticket as they left it", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.W}/tickets/ENG-1`;

    let late!: ReturnType<TestApi["post"]>;
    let edited = ticket;
    await transaction(api.db, async (rival) => {
      const scope = scopeOf(world, world.admin);
      edited = await editTicket(rival, scope, ticket, { patch: { title: "Renamed" } });
      late = api.post(world.member, `${path}/transitions`, { to: "in_progress" });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual(
      [status, body.title, body.version, body.status],
      [200, "Renamed", 3, "in_progress"],
    );
    assert.ok(body.updated_at > edited.updated_at);
    const [trace] = (await traces(world)) as { events: { data: { version: number } }[] }[];
    assert.deepEqual(
      trace?.events.map(({ data }) => data.version),
      [1, 2, 3],
    );
  });

  it("is judged behind the lock by the version that it expects", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await editTicket(rival, scopeOf(world, world.admin), ticket, { patch: { title: "Renamed" } });
      const path = `${world.W}/tickets/ENG-1/transitions`;
      late = api.post(world.member, path, { to: "in_progress" }, { "If-Match": '"1"' });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.current_version], [412, 2]);
  });
});

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { drainOutbox } from "../../test/support/audit.ts";
import { givenWorld } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** The bytes of a row of `audit_log`. Version 0.3 stored 2,004, 1,229 and 1,414. */
const bytesMost = {
  "ticket.created": 850,
  "ticket.transitioned": 500,
  "comment.created": 590,
};

it("a record of a created ticket, a transition and a comment takes no more of the table than it did", async () => {
  const { workspacePath, workspace, project, member } = await givenWorld(api);
  const { body: ticket } = await api.post(
    member,
    `${workspacePath}/projects/${project.id}/tickets`,
    {
      title: "Export of report 100 times out for customers with many rows",
      description: "The export fails with a timeout.",
      priority: "high",
      labels: ["export", "customer"],
      external_id: "crm-100",
    },
  );
  const path = `${workspacePath}/tickets/${ticket.id}`;
  await api.post(member, `${path}/transitions`, { to: "in_progress" });
  await api.post(member, `${path}/comments`, { body: "It fails for me, too." });
  await drainOutbox(api);

  const rows = await api.db.query(sql<{ action: keyof typeof bytesMost; bytes: number }>`
    select a.action, pg_column_size(a.*) as bytes
      from audit_log a
     where a.workspace_id = ${workspace.id}
       and a.subject_type in ('ticket', 'comment')
     order by a.sequence`);

  assert.deepEqual(
    rows.map(({ action }) => action),
    Object.keys(bytesMost),
  );
  for (const { action, bytes } of rows) {
    assert.ok(bytes <= bytesMost[action], `${action}: ${bytes} bytes`);
  }
});

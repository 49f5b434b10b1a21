import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { isProblem } from "../../client/index.ts";
import { type Colleague, givenColleague, type Service, startService } from "../support/service.ts";

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.close());

/** Two people in one workspace, and a ticket that both use. */
async function givenTwo() {
  const ada = await givenColleague(service, "Ada");
  const bob = await givenColleague(service, "Bob");
  const { id: workspace_id } = await ada.slacky.createWorkspace({ name: "Analytical Engines" });
  await ada.slacky.inviteMember({ workspace_id, email: bob.user.email, role: "member" });
  await bob.slacky.acceptInvitation({ workspace_id });
  const project = await ada.slacky.createProject({ workspace_id, name: "Engine", key: "ENG" });
  const { key: ticket_id } = await ada.slacky.createTicket({
    workspace_id,
    project_id: project.id,
    title: "The mill jams",
    description: "Since noon.",
  });
  return { ada, bob, project, ticket: { workspace_id, ticket_id } };
}

it("of two people who edit one ticket, the second gets version_mismatch, reads again and keeps both edits", async () => {
  const { ada, bob, ticket } = await givenTwo();
  const seen = await bob.slacky.getTicket(ticket);
  await ada.slacky.updateTicket(
    { ...ticket, title: "The mill jams at noon" },
    { ifMatch: seen.version },
  );

  const late = bob.slacky.updateTicket(
    { ...ticket, description: "Since noon. It smells." },
    { ifMatch: seen.version },
  );
  await assert.rejects(late, (error) => {
    return isProblem(error, "version_mismatch") && error.members.current_version === 2;
  });
  const { version } = await bob.slacky.getTicket(ticket);
  const both = await bob.slacky.updateTicket(
    { ...ticket, description: "Since noon. It smells." },
    { ifMatch: version },
  );

  assert.equal(both.title, "The mill jams at noon");
  assert.equal(both.description, "Since noon. It smells.");
});

it("of many people who take the same transition, one succeeds and the others receive the current status", async () => {
  const { ada, bob, ticket } = await givenTwo();
  const transition = ({ slacky }: Colleague) =>
    slacky.transitionTicket({ ...ticket, to: "in_progress" });

  const ends = await Promise.allSettled([ada, bob, ada, bob, ada, bob].map(transition));

  const refusals = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  assert.equal(refusals.length, 5);
  for (const error of refusals) {
    assert.ok(isProblem(error, "invalid_transition"));
    assert.deepEqual([error.members.from, error.members.allowed], ["in_progress", ["resolved"]]);
  }
  assert.equal((await ada.slacky.listTicketHistory(ticket)).data.length, 2);
});

it("two people who label one ticket at the same time both keep their labels", async () => {
  const { ada, bob, ticket } = await givenTwo();

  await Promise.all([
    ada.slacky.labelTicket({ ...ticket, name: "hardware" }),
    bob.slacky.labelTicket({ ...ticket, name: "urgent" }),
  ]);

  assert.deepEqual((await ada.slacky.getTicket(ticket)).labels, ["hardware", "urgent"]);
});

it("a deleted ticket can be listed and restored, and a ticket of an archived project can be read but not changed", async () => {
  const { ada, bob, project, ticket } = await givenTwo();
  const { workspace_id } = ticket;

  await bob.slacky.deleteTicket(ticket);
  await assert.rejects(ada.slacky.getTicket(ticket), (error) => isProblem(error, "not_found"));
  const { data: trash } = await ada.slacky.listTickets({ workspace_id, deleted: "true" });
  assert.deepEqual(
    trash.map(({ key }) => key),
    ["ENG-1"],
  );
  assert.equal((await ada.slacky.restoreTicket(ticket)).deleted_at, null);

  await ada.slacky.archiveProject({ workspace_id, project_id: project.id });
  assert.equal((await bob.slacky.getTicket(ticket)).status, "open");
  await assert.rejects(bob.slacky.updateTicket({ ...ticket, title: "Too late" }), (error) =>
    isProblem(error, "project_archived"),
  );
  await ada.slacky.restoreProject({ workspace_id, project_id: project.id });
  assert.equal((await bob.slacky.updateTicket({ ...ticket, title: "In time" })).title, "In time");
});

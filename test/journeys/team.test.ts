import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { isProblem } from "../../client/index.ts";
import { givenColleague, type Service, startService } from "../support/service.ts";

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.close());

it("a team sets up a workspace, takes a ticket to closed, and finds every action in history, feed and audit log", async () => {
  const ada = await givenColleague(service, "Ada");
  const bob = await givenColleague(service, "Bob");
  const vera = await givenColleague(service, "Vera");

  // Ada creates a workspace, and the others join.
  const { id: workspace_id } = await ada.slacky.createWorkspace({ name: "Analytical Engines" });
  await ada.slacky.inviteMember({ workspace_id, email: bob.user.email, role: "member" });
  await ada.slacky.inviteMember({ workspace_id, email: vera.user.email, role: "viewer" });
  for (const { slacky } of [bob, vera]) {
    const { invitations } = await slacky.getMe();
    assert.deepEqual(
      invitations.map((invitation) => invitation.workspace_id),
      [workspace_id],
    );
    await slacky.acceptInvitation({ workspace_id });
  }
  const { id: project_id } = await ada.slacky.createProject({
    workspace_id,
    name: "Engine",
    key: "ENG",
  });

  // Bob works on a ticket. Vera is a viewer and may only read it.
  const { key: ticket_id } = await bob.slacky.createTicket({
    workspace_id,
    project_id,
    title: "The mill jams",
    assignee_id: bob.user.id,
  });
  const ticket = { workspace_id, ticket_id };
  await assert.rejects(vera.slacky.transitionTicket({ ...ticket, to: "in_progress" }), (error) => {
    return (
      isProblem(error, "forbidden") && error.members.required_permission === "ticket:transition"
    );
  });
  await bob.slacky.transitionTicket({ ...ticket, to: "in_progress" });
  await bob.slacky.createComment({ ...ticket, body: "A gear was **worn**." });
  await bob.slacky.labelTicket({ ...ticket, name: "hardware" });
  await bob.slacky.transitionTicket({ ...ticket, to: "resolved" });
  await ada.slacky.transitionTicket({ ...ticket, to: "closed" });

  // The actions appear in the history, in the feed and in the audit log.
  assert.equal((await vera.slacky.getTicket(ticket)).status, "closed");
  const { data: transitions } = await vera.slacky.listTicketHistory(ticket);
  assert.deepEqual(
    transitions.map(({ to_status, actor_id }) => [to_status, actor_id]),
    [
      ["open", bob.user.id],
      ["in_progress", bob.user.id],
      ["resolved", bob.user.id],
      ["closed", ada.user.id],
    ],
  );
  const received = [];
  for await (const event of vera.slacky.followEvents({ workspace_id, after: 0 })) {
    received.push(event.type);
    if (event.type === "ticket.transitioned" && event.data.status === "closed") break;
  }
  assert.deepEqual(received, [
    "workspace.created",
    "member.invited",
    "member.invited",
    "member.joined",
    "member.joined",
    "project.created",
    "ticket.created",
    "ticket.transitioned",
    "comment.created",
    "ticket.labeled",
    "ticket.transitioned",
    "ticket.transitioned",
  ]);
  const outcomes = [];
  for await (const entry of ada.slacky.listAuditRecords.all({
    workspace_id,
    actor_id: vera.user.id,
  })) {
    outcomes.push([entry.action, entry.outcome]);
  }
  assert.deepEqual(outcomes, [
    ["ticket.transitioned", "refused"],
    ["member.joined", "success"],
  ]);
  assert.equal((await ada.slacky.verifyAuditLog({ workspace_id })).ok, true);
});

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createClient, isProblem } from "../../client/index.ts";
import { until } from "../support/locks.ts";
import { givenColleague, type Service, startService } from "../support/service.ts";

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.close());

it("a removed member loses access, and what they did remains theirs", async () => {
  const ada = await givenColleague(service, "Ada");
  const bob = await givenColleague(service, "Bob");
  const { id: workspace_id } = await ada.slacky.createWorkspace({ name: "Analytical Engines" });
  await ada.slacky.inviteMember({ workspace_id, email: bob.user.email, role: "member" });
  await bob.slacky.acceptInvitation({ workspace_id });
  const project = await ada.slacky.createProject({ workspace_id, name: "Engine", key: "ENG" });
  const { key: ticket_id } = await bob.slacky.createTicket({
    workspace_id,
    project_id: project.id,
    title: "The mill jams",
    assignee_id: bob.user.id,
  });
  const ticket = { workspace_id, ticket_id };
  const isGone = (error: unknown) => isProblem(error, "not_found");
  const follow = async () => {
    for await (const _ of bob.slacky.followEvents({ workspace_id, after: 0 }));
  };
  // The rejection is awaited later, but may arrive during the next requests.
  const ended = assert.rejects(follow(), isGone);

  await ada.slacky.removeMember({ workspace_id, user_id: bob.user.id });

  await assert.rejects(bob.slacky.getTicket(ticket), isGone);
  await assert.rejects(bob.slacky.createComment({ ...ticket, body: "But …" }), isGone);
  await ended;
  assert.deepEqual((await bob.slacky.getMe()).memberships, []);
  const { data: transitions } = await ada.slacky.listTicketHistory(ticket);
  assert.equal(transitions[0]?.actor_id, bob.user.id);
  await until(async () => (await ada.slacky.getTicket(ticket)).assignee_id === null);
  const released = await ada.slacky.getTicket(ticket);
  assert.equal(released.reporter_id, bob.user.id);

  // The last admin cannot be removed, and Bob can be invited again.
  await assert.rejects(ada.slacky.removeMember({ workspace_id, user_id: ada.user.id }), (error) =>
    isProblem(error, "last_admin"),
  );
  await ada.slacky.inviteMember({ workspace_id, email: bob.user.email, role: "viewer" });
  await bob.slacky.acceptInvitation({ workspace_id });
  assert.equal((await bob.slacky.getTicket(ticket)).title, "The mill jams");
});

it("changing a password ends the person's sessions on other devices", async () => {
  const ada = await givenColleague(service, "Ada");
  const { email } = ada.user;
  const elsewhere = createClient({ url: service.url });
  await elsewhere.signIn({ email, password: ada.password });
  assert.equal((await ada.slacky.listSessions()).data.length, 2);

  await ada.slacky.changePassword({
    current_password: ada.password,
    new_password: "a ladder of tall marmalade",
  });

  await assert.rejects(elsewhere.getMe(), (error) => isProblem(error, "invalid_refresh_token"));
  assert.equal((await ada.slacky.getMe()).user.email, email);
  await assert.rejects(elsewhere.signIn({ email, password: ada.password }), (error) => {
    return isProblem(error, "invalid_credentials");
  });
  await elsewhere.signIn({ email, password: "a ladder of tall marmalade" });
  assert.equal((await ada.slacky.listSessions()).data.length, 2);
});

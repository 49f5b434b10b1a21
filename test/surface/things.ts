import type { TestApi } from "../support/api.ts";
import { givenServiceAccount, givenTicket, type World } from "../support/given.ts";

/** Plausible values for a parameter of this name; `id` is any ID that a response had. */
export type Known = Record<string, string[]>;

/** A workspace with one of everything, by the names of path parameters. */
export async function givenThings(api: TestApi, world: World): Promise<Known> {
  const ticket = await givenTicket(api, world, { labels: ["bug"] });
  const { body: comment } = await api.post(
    world.member,
    `${world.workspacePath}/tickets/${ticket.id}/comments`,
    {
      body: "Seen here as well.",
    },
  );
  const bot = await givenServiceAccount(api, world, { role: "admin" });
  const people = [world.admin, world.member, world.viewer, world.outsider];
  const known: Known = {
    id: [ticket.id, world.project.id, world.workspace.id, ...people.map(({ id }) => id)],
    token_id: [bot.token_id],
    workspace_id: [world.workspace.id],
    project_id: [world.project.id],
    ticket_id: [ticket.id, ticket.key],
    comment_id: [comment.id],
    user_id: [bot.id, ...people.map(({ id }) => id)],
    session_id: people.map(({ session_id }) => session_id),
    name: ["bug", "a b", "ü", "a/b"],
  };
  return known;
}

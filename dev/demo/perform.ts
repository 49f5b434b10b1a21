import type { SlackyClient } from "../../client/index.ts";
import type { Action } from "./actions.ts";
import type { MemberKey, ProjectKey } from "./team.ts";
import { dateOf } from "./working-time.ts";

/** The members of the demo's workspace, and the IDs of what they have created so far. */
export interface Team {
  workspace_id: string;
  clients: ReadonlyMap<MemberKey, SlackyClient>;
  user_ids: ReadonlyMap<MemberKey, string>;
  project_ids: ReadonlyMap<ProjectKey, string>;
  /** By their place in the plan. */
  ticket_ids: Map<number, string>;
  comment_ids: Map<number, string>;
  /** The end of the demo's two months. */
  end: Date;
}

/** Sends an action to the API as the member who acts. */
export async function perform(team: Team, action: Action): Promise<void> {
  const { workspace_id, ticket_ids, comment_ids, end } = team;
  const slacky = required(team.clients, action.who);
  if (action.type === "create") return await createTicket(team, slacky, action);

  const at = { workspace_id, ticket_id: required(ticket_ids, action.ticket) };
  switch (action.type) {
    case "describe":
      await slacky.updateTicket({ ...at, description: action.description });
      break;
    case "assign":
      await slacky.updateTicket({ ...at, assignee_id: required(team.user_ids, action.assignee) });
      break;
    case "schedule":
      await slacky.updateTicket({ ...at, due_on: dateOf(action.due, end) });
      break;
    case "label":
      await slacky.labelTicket({ ...at, name: action.name });
      break;
    case "claim":
      await slacky.claimTicket({ ...at, ...optional("lease_seconds", action.lease_seconds) });
      break;
    case "transition":
      await slacky.transitionTicket({ ...at, ...action.request });
      break;
    case "comment": {
      const { id } = await slacky.createComment({ ...at, body: action.body });
      comment_ids.set(action.comment, id);
      break;
    }
    case "edit_comment":
      await slacky.updateComment({
        ...at,
        comment_id: required(comment_ids, action.comment),
        body: action.body,
      });
      break;
    case "watch":
      await slacky.watchTicket({ ...at, level: action.level });
      break;
    case "leave":
      await slacky.unwatchTicket(at);
      break;
    case "delete":
      await slacky.deleteTicket(at);
      break;
    case "restore":
      await slacky.restoreTicket(at);
      break;
  }
}

async function createTicket(
  team: Team,
  slacky: SlackyClient,
  { project, ticket, draft, due }: Extract<Action, { type: "create" }>,
): Promise<void> {
  const { id } = await slacky.createTicket({
    workspace_id: team.workspace_id,
    project_id: required(team.project_ids, project),
    ...draft,
    ...(due !== undefined && { due_on: dateOf(due, team.end) }),
  });
  team.ticket_ids.set(ticket, id);
}

export function required<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The demo's plan uses ${key} before it exists.`);
  return value;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

import type { Role } from "../../auth/permissions.ts";
import type { Tx } from "../../db/transaction.ts";
import type { ConsumedEvent } from "../../events/consume/consume.ts";
import { insertNotices, type Notice, type NoticeDraft } from "../notify.ts";
import { findWorkspaceName, listPeople } from "./queries.ts";

/** What the notices read of an event's data. */
interface Data {
  changes?: { role?: { from: Role | null; to: Role | null } };
  cause?: string;
  invited_by?: string;
}

/** A workspace in a notice. The name is that of the time of the notice. */
type Workspace = { id: string; name: string };

/** Whom an event concerns, and what it says to them. */
interface Occasion {
  /** A member or former member. */
  user_id: string;
  /** Whether it stays visible without a membership. */
  is_personal: boolean;
  actor_id: string | null;
  notice: (workspace: Workspace) => Notice;
}

/**
 * Notifies people of what happened to their membership: that they got another role, were removed
 * or made an admin, and that somebody accepted their invitation. Nobody gets a notice of what
 * they did themselves. Programs get none, because a person decides about them. Events that concern
 * nobody cost no statement.
 */
export async function insertNoticesOf(
  tx: Tx,
  workspace_id: string,
  events: readonly ConsumedEvent[],
): Promise<void> {
  const occasions = events.flatMap(occasionOf);
  if (occasions.length === 0) return;
  const workspace = { id: workspace_id, name: await findWorkspaceName(tx, workspace_id) };
  const user_ids = occasions.map(({ user_id }) => user_id);
  const people = await listPeople(tx, workspace_id, user_ids);
  insertNotices(
    tx,
    occasions.flatMap(({ user_id, is_personal, actor_id, notice }): NoticeDraft[] => {
      if (!people.includes(user_id) || user_id === actor_id) return [];
      const draft = { user_id, actor_id, notice: notice(workspace) };
      return [{ ...draft, workspace_id: is_personal ? null : workspace_id }];
    }),
  );
}

function occasionOf(event: ConsumedEvent): Occasion[] {
  const { type, actor_id, subject_id } = event;
  const { changes, cause, invited_by } = event.data as Data;
  const role = changes?.role;
  if (subject_id === null || !role) return [];
  const toMember = { user_id: subject_id, is_personal: false, actor_id };

  if (type === "member.joined" && invited_by) {
    const notice = acceptance(subject_id, role.to);
    return [{ user_id: invited_by, is_personal: false, actor_id, notice }];
  }
  if (type === "member.added" && role.to) return [{ ...toMember, notice: addition(role.to) }];
  if (type === "member.role_changed" && role.to) {
    return [{ ...toMember, notice: change(role.from, role.to) }];
  }
  if (type === "member.removed" && cause !== "person_erased") {
    return [{ ...toMember, is_personal: true, notice: removal }];
  }
  return [];
}

// No notice names a person in its text: names change, and are erased. The notice has an actor for that.

const article = (role: Role) => (role === "admin" ? "an" : "a");

const acceptance =
  (user_id: string, role: Role | null) =>
  (workspace: Workspace): Notice => ({
    type: "invitation_accepted",
    text: `Your invitation to ${workspace.name} was accepted.`,
    workspace,
    user_id,
    role,
  });

const addition =
  (role: Role) =>
  (workspace: Workspace): Notice => ({
    type: "added",
    text: `The operator made you ${article(role)} ${role} of ${workspace.name}.`,
    workspace,
    role,
  });

const change =
  (from: Role | null, to: Role) =>
  (workspace: Workspace): Notice => ({
    type: "role_changed",
    text: `Your role in ${workspace.name} is now ${to}.`,
    workspace,
    from,
    to,
  });

const removal = (workspace: Workspace): Notice => ({
  type: "removed",
  text: `You were removed from ${workspace.name}.`,
  workspace,
});

import type { Role } from "../../auth/permissions.ts";
import type { Tx } from "../../db/transaction.ts";
import type { ConsumedEvent } from "../../events/consume/consume.ts";
import { insertNotices, type Notice, type NoticeDraft } from "../notify.ts";
import { findWorkspaceName, listInvitedPeople, listPeople } from "./queries.ts";

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
  /** A member or former member, or an invitation, for the person who is invited. */
  to: { user_id: string } | { invitation_id: string };
  /** Whether it stays visible without a membership. */
  is_personal: boolean;
  actor_id: string | null;
  notice: (workspace: Workspace) => Notice;
}

/**
 * Notifies people of what happened to their membership: that they were invited, got another role, were
 * removed or made an admin, and that somebody accepted their invitation. Nobody gets a notice of what
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
  const people = await listPeople(tx, workspace_id, idsOf(occasions, "user_id"));
  const invited = await listInvitedPeople(tx, workspace_id, idsOf(occasions, "invitation_id"));
  insertNotices(
    tx,
    occasions.flatMap(({ to, is_personal, actor_id, notice }): NoticeDraft[] => {
      const user_id =
        "user_id" in to ? people.find((id) => id === to.user_id) : invited.get(to.invitation_id);
      if (user_id === undefined || user_id === actor_id) return [];
      return [
        {
          user_id,
          workspace_id: is_personal ? null : workspace_id,
          actor_id,
          notice: notice(workspace),
        },
      ];
    }),
  );
}

function occasionOf(event: ConsumedEvent): Occasion[] {
  const { type, actor_id, subject_id } = event;
  const { changes, cause, invited_by } = event.data as Data;
  const role = changes?.role;
  if (subject_id === null || !role) return [];
  const toMember = { to: { user_id: subject_id }, is_personal: false, actor_id };

  if (type === "member.invited" && role.to) {
    const to = { invitation_id: subject_id };
    return [{ to, is_personal: true, actor_id, notice: invitation(subject_id, role.to) }];
  }
  if (type === "member.joined" && invited_by) {
    const notice = acceptance(subject_id, role.to);
    return [{ to: { user_id: invited_by }, is_personal: false, actor_id, notice }];
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

const invitation =
  (invitation_id: string, role: Role) =>
  (workspace: Workspace): Notice => ({
    type: "invited",
    text: `You are invited to ${workspace.name} as ${article(role)} ${role}.`,
    workspace,
    invitation_id,
    role,
  });

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

function idsOf(occasions: readonly Occasion[], kind: "user_id" | "invitation_id"): string[] {
  return occasions.flatMap(({ to }) => {
    const id = (to as Partial<Record<typeof kind, string>>)[kind];
    return id === undefined ? [] : [id];
  });
}
